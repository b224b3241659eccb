namespace FastEmit.Hooks.Agents;

/// <summary>The result of posting an event.</summary>
internal enum PostResult
{
    /// <summary>The server has the event.</summary>
    Accepted = 0,

    /// <summary>The server will never accept this event.</summary>
    Refused,

    /// <summary>The server has no event endpoint.</summary>
    NoEndpoint,

    /// <summary>The server could not be reached, or failed: the event may be posted again.</summary>
    Failed,
}
