using System.Globalization;

namespace FastEmit.Hooks.Settings;

/// <summary>The address at which the agent process accepts hooks over HTTP: loopback only.</summary>
/// <param name="Port">The port.</param>
internal readonly record struct HookEndpointAddress(int Port)
{
    /// <summary>The default port, outside of the ports that are searched for a server.</summary>
    public const int DefaultPort = 8786;

    /// <summary>The environment variable with the secret, for the agent that sends hooks.</summary>
    public const string TokenVariable = "FASTEMIT_HOOK_TOKEN";

    /// <summary>The path before the agent's name.</summary>
    public const string Path = "/api/hooks/";

    /// <summary>The URL for an agent's hooks.</summary>
    public string UrlOf(string agent) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}{Path}{agent}");

    /// <summary>Whether a URL is this endpoint's.</summary>
    public static bool IsOurs(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && address.IsLoopback && address.AbsolutePath.StartsWith(Path, StringComparison.Ordinal);
}
