namespace FastEmit.Collector.Events;

/// <summary>The state of an id in a <see cref="DuplicateWindow"/>.</summary>
internal enum Claim
{
    /// <summary>Nothing before: the id is the asker's to settle.</summary>
    Mine,

    /// <summary>An event with it was taken in this very moment, and has not reached the log.</summary>
    Unsettled,

    /// <summary>An event with it has reached the log.</summary>
    Settled,
}
