namespace FastEmit.SocketIO.Events;

/// <summary>Takes an event that was read into its record.</summary>
/// <param name="value">The event.</param>
public delegate void TypedEventHandler<T>(in T value);
