using System.Globalization;

namespace FastEmit.Hooks.Agents;

/// <summary>Finds the server: the one that an option or the environment names, otherwise the first port with an Engine.IO server.</summary>
/// <param name="probe">Probes an address.</param>
/// <param name="url">The named server, or null.</param>
/// <param name="ports">The ports to probe otherwise.</param>
internal sealed class ServerFinder(EngineProbe probe, string? url, IReadOnlyList<int> ports)
{
    /// <summary>The environment variable that names the server.</summary>
    public const string UrlVariable = "FASTEMIT_URL";

    /// <summary>The environment variable that names the port of a server on this machine.</summary>
    public const string PortVariable = "CLAUDE_MPM_SOCKETIO_PORT";

    /// <summary>Filters the ports: keeps those where only this user or root listens.</summary>
    public Func<IReadOnlyList<int>, IReadOnlyList<int>> Trust { get; init; } = ListenerOwner.Trusted;

    /// <summary>Whether the server is named, so that no search is needed.</summary>
    public bool IsNamed => url is not null;

    /// <summary>The server that the option names, otherwise the environment. Null when neither names one.</summary>
    /// <param name="option">The option's value, or null.</param>
    /// <param name="variable">Reads an environment variable.</param>
    public static string? Named(string? option, Func<string, string?> variable)
    {
        if (option is { Length: > 0 } || variable(UrlVariable) is { Length: > 0 } && (option = variable(UrlVariable)) is not null)
        {
            return option;
        }

        bool isPort = int.TryParse(variable(PortVariable), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= 65_535;
        return isPort ? UrlOf(port) : null;
    }

    /// <summary>The server's URL; null when there is no server now.</summary>
    public async Task<string?> FindAsync(CancellationToken cancellationToken)
    {
        if (url is not null)
        {
            return url;
        }

        // Untrusted ports are not even probed: a probe reveals the token, and the found server receives prompts and commands.
        IReadOnlyList<int> trusted = Trust(ports);
        ServerKind[] kinds = await Task.WhenAll(trusted.Select(port => probe.LookAsync(UrlOf(port), cancellationToken))).ConfigureAwait(false);
        int found = Array.IndexOf(kinds, ServerKind.EngineIO);
        return found < 0 ? null : UrlOf(trusted[found]);
    }

    private static string UrlOf(int port) => string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}");
}
