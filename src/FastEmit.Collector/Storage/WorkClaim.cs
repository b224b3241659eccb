namespace FastEmit.Collector.Storage;

/// <summary>The state of a piece of work that one of several collectors is to do.</summary>
internal enum WorkClaim
{
    /// <summary>It is the asker's, for the time that it asked for.</summary>
    Mine,

    /// <summary>Another collector is about to do it.</summary>
    Taken,

    /// <summary>It is done.</summary>
    Done,
}
