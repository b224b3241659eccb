namespace FastEmit.Hooks.State;

/// <summary>The counters of all hook processes together. The number is the index in the state file.</summary>
internal enum HookCounter
{
    /// <summary>Hooks that ran.</summary>
    Hooks = 0,

    /// <summary>Events in the ring.</summary>
    Events,

    /// <summary>Events lost because the ring was full.</summary>
    LostRingFull,

    /// <summary>Events lost because the ring file could not be used.</summary>
    LostRingUnusable,

    /// <summary>Events lost because they exceed the ring's limit.</summary>
    LostTooLarge,

    /// <summary>Events lost for any other reason: a fault in the hook itself.</summary>
    LostFault,

    /// <summary>Hooks whose input was not JSON; each was reported as an event.</summary>
    InvalidInputs,

    /// <summary>Hooks whose input was cut because it was too large or took too long.</summary>
    CutInputs,

    /// <summary>Hooks that repeated a step of a tool call.</summary>
    Duplicates,

    /// <summary>Agents that hooks started.</summary>
    AgentsStarted,
}
