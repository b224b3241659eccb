namespace FastEmit.Hooks.Spooling;

/// <summary>The result of appending an event to the ring.</summary>
internal enum SpoolResult
{
    /// <summary>The event is in the ring, and survives the end of any process.</summary>
    Appended = 0,

    /// <summary>The ring has no room.</summary>
    Full,

    /// <summary>The event exceeds the ring's limit.</summary>
    TooLarge,

    /// <summary>The ring file cannot be used.</summary>
    Unusable,
}
