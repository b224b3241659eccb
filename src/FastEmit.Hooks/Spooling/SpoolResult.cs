namespace FastEmit.Hooks.Spooling;

/// <summary>What became of an event on its way into the ring.</summary>
internal enum SpoolResult
{
    /// <summary>It is in the ring, and safe from the death of any process.</summary>
    Appended = 0,

    /// <summary>The ring has no room.</summary>
    Full,

    /// <summary>It is larger than the ring takes.</summary>
    TooLarge,

    /// <summary>The ring file cannot be used.</summary>
    Unusable,
}
