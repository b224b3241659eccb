namespace FastEmit.Cli.Hooking;

/// <summary>The result of one check of the doctor.</summary>
/// <param name="Subject">The checked thing.</param>
/// <param name="State">Its state.</param>
/// <param name="Words">The finding, and the remedy.</param>
internal sealed record Finding(string Subject, FindingState State, string Words);

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
