namespace FastEmit.Hooks.Agents;

/// <summary>What a server said to an event that was posted.</summary>
internal enum PostResult
{
    /// <summary>It has it.</summary>
    Accepted = 0,

    /// <summary>It will never take this one.</summary>
    Refused,

    /// <summary>It has no such endpoint.</summary>
    NoEndpoint,

    /// <summary>It could not be reached, or failed: the event may be posted again.</summary>
    Failed,
}
