namespace FastEmit.SocketIO.Sending;

/// <summary>The result of queueing a packet.</summary>
internal enum PostResult
{
    Posted,
    Dropped,

    /// <summary>The send buffer is full: wait.</summary>
    Full,
}
