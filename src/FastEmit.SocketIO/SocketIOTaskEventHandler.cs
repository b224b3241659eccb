namespace FastEmit.SocketIO;

/// <summary>As <see cref="SocketIOAsyncEventHandler"/>, with a task.</summary>
public delegate Task SocketIOTaskEventHandler(in SocketIOEvent received);
