using FastEmit.Hooks.Spooling;

namespace FastEmit.Hooks.Agents;

/// <summary>How an agent behaves.</summary>
internal sealed record AgentOptions
{
    /// <summary>The ports that are looked at where no server is named, the first that answers as Engine.IO is taken.</summary>
    public static readonly IReadOnlyList<int> DefaultPorts = [.. Enumerable.Range(8765, 21)];

    /// <summary>The files that it shares with the hooks.</summary>
    public required HookPaths Paths { get; init; }

    /// <summary>The server; null to look for one.</summary>
    public string? Url { get; init; }

    /// <summary>The ports to look at on this machine when there is no <see cref="Url"/>.</summary>
    public IReadOnlyList<int> Ports { get; init; } = DefaultPorts;

    /// <summary>How long nothing may happen before it ends.</summary>
    public TimeSpan IdleExit { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The bound on the last flush.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a connection may be missing, with events waiting, before HTTP is considered.</summary>
    public TimeSpan ConnectionPatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often it looks whether a server is there, or is there again.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The server's token; null to take the environment's or the token file's.</summary>
    public string? Token { get; init; }

    /// <summary>Whether the text of the agent's messages is told with their tokens.</summary>
    public bool WithTranscriptText { get; init; }

    /// <summary>The descriptor of the lock that the hook which started it holds for it, or null.</summary>
    public int? InheritedLock { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
