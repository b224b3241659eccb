namespace FastEmit.Hooks.Agents;

/// <summary>The reason why an agent ended.</summary>
internal enum AgentEnd
{
    /// <summary>It was asked to.</summary>
    Stopped = 0,

    /// <summary>It was idle for <see cref="AgentOptions.IdleExit"/>.</summary>
    Idle,

    /// <summary>Another agent runs already.</summary>
    AlreadyRunning,
}
