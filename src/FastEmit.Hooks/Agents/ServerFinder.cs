using System.Globalization;

namespace FastEmit.Hooks.Agents;

/// <summary>Finds the server: the one that is named by an option or by the environment, or else the first of some ports that is one.</summary>
/// <param name="probe">Looks at an address.</param>
/// <param name="url">The server that is named, or null.</param>
/// <param name="ports">The ports to look at otherwise.</param>
internal sealed class ServerFinder(EngineProbe probe, string? url, IReadOnlyList<int> ports)
{
    /// <summary>The environment variable that names the server.</summary>
    public const string UrlVariable = "FASTEMIT_URL";

    /// <summary>The environment variable that names the port of a server on this machine.</summary>
    public const string PortVariable = "CLAUDE_MPM_SOCKETIO_PORT";

    /// <summary>Chooses, of some ports, those where only this user or root listens.</summary>
    public Func<IReadOnlyList<int>, IReadOnlyList<int>> Trust { get; init; } = ListenerOwner.Trusted;

    /// <summary>Whether the server is named, so that there is nothing to look for.</summary>
    public bool IsNamed => url is not null;

    /// <summary>What the option, or else the environment, names. Null when neither does.</summary>
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

    /// <summary>The server's URL, or null when there is none at present.</summary>
    public async Task<string?> FindAsync(CancellationToken cancellationToken)
    {
        if (url is not null)
        {
            return url;
        }

        // Not even asked: a question shows the token, and what is found gets prompts and commands.
        IReadOnlyList<int> trusted = Trust(ports);
        ServerKind[] kinds = await Task.WhenAll(trusted.Select(port => probe.LookAsync(UrlOf(port), cancellationToken))).ConfigureAwait(false);
        int found = Array.IndexOf(kinds, ServerKind.EngineIO);
        return found < 0 ? null : UrlOf(trusted[found]);
    }

    private static string UrlOf(int port) => string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}");
}
