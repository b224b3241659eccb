namespace FastEmit.SocketIO.Sending;

/// <summary>What became of a packet that was to be queued.</summary>
internal enum PostResult
{
    Posted,
    Dropped,

    /// <summary>The send buffer is full: wait.</summary>
    Full,
}
