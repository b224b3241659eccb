using FastEmit.Hooks.Spooling;

namespace FastEmit.Hooks.Agents;

/// <summary>The options of an agent.</summary>
internal sealed record AgentOptions
{
    /// <summary>The ports to search when no server is named. The first one that answers as Engine.IO is used.</summary>
    public static readonly IReadOnlyList<int> DefaultPorts = [.. Enumerable.Range(8765, 21)];

    /// <summary>The files that it shares with the hooks.</summary>
    public required HookPaths Paths { get; init; }

    /// <summary>The server; null to search for one.</summary>
    public string? Url { get; init; }

    /// <summary>The ports to search on this machine when there is no <see cref="Url"/>.</summary>
    public IReadOnlyList<int> Ports { get; init; } = DefaultPorts;

    /// <summary>The idle time after which the agent ends.</summary>
    public TimeSpan IdleExit { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The time limit of the last flush.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long events may wait without a connection before the agent considers HTTP.</summary>
    public TimeSpan ConnectionPatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The interval at which the agent probes for a server.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The server's token; null to take the environment's or the token file's.</summary>
    public string? Token { get; init; }

    /// <summary>Whether token events include the text of the agent's messages.</summary>
    public bool WithTranscriptText { get; init; }

    /// <summary>The descriptor of the start lock, inherited from the hook that started the agent; or null.</summary>
    public int? InheritedLock { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
