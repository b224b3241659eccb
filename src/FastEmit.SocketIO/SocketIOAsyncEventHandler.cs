namespace FastEmit.SocketIO;

/// <summary>
/// Handles an event asynchronously. It cannot be an async method itself (those take no spans): read what is needed, then return the task
/// of one that is. The socket's next event waits for the task.
/// </summary>
public delegate ValueTask SocketIOAsyncEventHandler(in SocketIOEvent received);
