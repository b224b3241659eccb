namespace FastEmit.Pooling;

/// <summary>What is known of a server's answers to watermarks, over all connections to it. It only ever goes up.</summary>
internal enum PongHistory
{
    /// <summary>Nothing yet.</summary>
    Unknown = 0,

    /// <summary>A connection was replaced because its watermark stayed unanswered.</summary>
    Missed,

    /// <summary>The next one was left unanswered as well, on a connection that works: it, or a proxy before it, answers no pings.</summary>
    Mute,

    /// <summary>It has answered: it can, so that nothing is ever done without.</summary>
    Answered,
}
