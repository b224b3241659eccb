using System.Globalization;
using System.Security.Cryptography;
using FastEmit.Hooks.Settings;
using FastEmit.Hooks.Spooling;

namespace FastEmit.Hooks.Agents;

/// <summary>What the agent process and those who send it hooks by HTTP have agreed on: the port and a secret.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="Token">The secret.</param>
internal sealed record HookEndpointFile(HookEndpointAddress Address, string Token)
{
    /// <summary>Reads the file; null when there is none, or it is not such a file.</summary>
    public static HookEndpointFile? Read(HookPaths paths) =>
        SecretFile.Read(paths.Endpoint) is [var first, var second, ..]
        && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= 65_535 && second.Length >= 16
            ? new HookEndpointFile(new HookEndpointAddress(port), second)
            : null;

    /// <summary>Writes the file; the secret of an earlier one stays.</summary>
    public static HookEndpointFile Write(HookPaths paths, HookEndpointAddress address)
    {
        HookEndpointFile file = new(address, Read(paths)?.Token ?? RandomNumberGenerator.GetHexString(32, lowercase: true));
        SecretFile.Write(paths, paths.Endpoint, string.Create(CultureInfo.InvariantCulture, $"{address.Port}\n{file.Token}"));
        return file;
    }
}
