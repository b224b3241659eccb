using System.Globalization;

namespace FastEmit.Hooks.Settings;

/// <summary>Where the agent process takes hooks by HTTP: on loopback alone.</summary>
/// <param name="Port">The port.</param>
internal readonly record struct HookEndpointAddress(int Port)
{
    /// <summary>The port unless another one is given; beside those where a server is looked for.</summary>
    public const int DefaultPort = 8786;

    /// <summary>The environment variable that the secret is in, for the agent that sends hooks.</summary>
    public const string TokenVariable = "FASTEMIT_HOOK_TOKEN";

    /// <summary>The path, up to the agent's name.</summary>
    public const string Path = "/api/hooks/";

    /// <summary>The URL for an agent's hooks.</summary>
    public string UrlOf(string agent) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}{Path}{agent}");

    /// <summary>Whether a URL is such a one.</summary>
    public static bool IsOurs(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && address.IsLoopback && address.AbsolutePath.StartsWith(Path, StringComparison.Ordinal);
}
