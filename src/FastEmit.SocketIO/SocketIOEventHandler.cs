namespace FastEmit.SocketIO;

/// <summary>Handles an event; its spans are valid until the handler returns.</summary>
public delegate void SocketIOEventHandler(in SocketIOEvent received);
