namespace FastEmit.Hooks.State;

/// <summary>What hooks count, for all of their processes together. The number is the place in the state file.</summary>
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

    /// <summary>Events lost because they were larger than the ring takes.</summary>
    LostTooLarge,

    /// <summary>Events lost for any other reason: a fault in the hook itself.</summary>
    LostFault,

    /// <summary>Hooks whose input was not JSON; each was reported as an event.</summary>
    InvalidInputs,

    /// <summary>Hooks whose input was cut because it was too large or took too long.</summary>
    CutInputs,

    /// <summary>Hooks that told of the same step of the same tool call again.</summary>
    Duplicates,

    /// <summary>Agents that hooks have started.</summary>
    AgentsStarted,
}
