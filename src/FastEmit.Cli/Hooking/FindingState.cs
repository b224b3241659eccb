namespace FastEmit.Cli.Hooking;

/// <summary>How something is.</summary>
internal enum FindingState
{
    /// <summary>As it should be.</summary>
    Good = 0,

    /// <summary>Worth knowing, and no hindrance.</summary>
    Note,

    /// <summary>Events do not arrive because of it, or may be lost.</summary>
    Wrong,
}
