namespace FastEmit.Hooks.Agents;

/// <summary>Why an agent has ended.</summary>
internal enum AgentEnd
{
    /// <summary>It was asked to.</summary>
    Stopped = 0,

    /// <summary>Nothing happened for long enough.</summary>
    Idle,

    /// <summary>There is one already.</summary>
    AlreadyRunning,
}
