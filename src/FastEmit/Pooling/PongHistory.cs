namespace FastEmit.Pooling;

/// <summary>The knowledge about a server's answers to watermarks, over all its connections. It only grows.</summary>
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
