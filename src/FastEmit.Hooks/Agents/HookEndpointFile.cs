using System.Globalization;
using System.Security.Cryptography;
using FastEmit.Hooks.Settings;
using FastEmit.Hooks.Spooling;

namespace FastEmit.Hooks.Agents;

/// <summary>The port and the secret that the agent process shares with senders of hooks over HTTP.</summary>
/// <param name="Address">The address that the agent listens at.</param>
/// <param name="Token">The secret.</param>
internal sealed record HookEndpointFile(HookEndpointAddress Address, string Token)
{
    /// <summary>Reads the file; null when it is missing or has another content.</summary>
    public static HookEndpointFile? Read(HookPaths paths) =>
        SecretFile.Read(paths.Endpoint) is [var first, var second, ..]
        && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= 65_535 && second.Length >= 16
            ? new HookEndpointFile(new HookEndpointAddress(port), second)
            : null;

    /// <summary>Writes the file. An existing secret is kept.</summary>
    public static HookEndpointFile Write(HookPaths paths, HookEndpointAddress address)
    {
        HookEndpointFile file = new(address, Read(paths)?.Token ?? RandomNumberGenerator.GetHexString(32, lowercase: true));
        SecretFile.Write(paths, paths.Endpoint, string.Create(CultureInfo.InvariantCulture, $"{address.Port}\n{file.Token}"));
        return file;
    }
}
