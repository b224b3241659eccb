namespace FastEmit.SocketIO.Receiving;

/// <summary>An asynchronous handler that reads the event itself before its first await.</summary>
internal sealed class AsyncRawSubscription(HandlerTable table, byte[]? name, Delegate original, SocketIOAsyncEventHandler handler)
    : EventSubscription(table, name)
{
    public override Delegate Handler => original;

    public override ValueTask InvokeAsync(in SocketIOEvent received) => handler(in received);
}
