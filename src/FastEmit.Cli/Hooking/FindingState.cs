namespace FastEmit.Cli.Hooking;

/// <summary>The state of a checked thing.</summary>
internal enum FindingState
{
    /// <summary>Correct.</summary>
    Good = 0,

    /// <summary>Worth knowing, but harmless.</summary>
    Note,

    /// <summary>A fault: events do not arrive, or may be lost.</summary>
    Wrong,
}
