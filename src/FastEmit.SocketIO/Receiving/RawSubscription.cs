namespace FastEmit.SocketIO.Receiving;

/// <summary>A handler that reads the event itself.</summary>
internal sealed class RawSubscription(HandlerTable table, byte[]? name, SocketIOEventHandler handler) : EventSubscription(table, name)
{
    public override Delegate Handler => handler;

    public override ValueTask InvokeAsync(in SocketIOEvent received)
    {
        handler(in received);
        return default;
    }
}
