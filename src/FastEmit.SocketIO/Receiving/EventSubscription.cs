using System.Text.Json.Serialization.Metadata;

namespace FastEmit.SocketIO.Receiving;

/// <summary>One registered handler. Disposing it takes the handler off; an event that is being handed over may still arrive.</summary>
internal abstract class EventSubscription(HandlerTable table, byte[]? name) : IDisposable
{
    private int _spent;

    /// <summary>Where it is registered.</summary>
    public HandlerTable Table => table;

    /// <summary>Null for every event.</summary>
    public byte[]? Name { get; } = name;

    /// <summary>Whether it is taken off before its first call.</summary>
    public bool IsOnce { get; init; }

    /// <summary>The user's handler, by which it is found again.</summary>
    public abstract Delegate Handler { get; }

    public abstract ValueTask InvokeAsync(in SocketIOEvent received);

    /// <summary>Whether this call may go to the handler. A once-handler is taken off here.</summary>
    public bool TryEnter()
    {
        if (!IsOnce)
        {
            return true;
        }

        table.Remove(this);
        return Interlocked.Exchange(ref _spent, 1) == 0;
    }

    /// <summary>Whether it is one of the handlers of this event.</summary>
    public bool IsNamed(ReadOnlySpan<byte> name) => Name is not null && Name.AsSpan().SequenceEqual(name);

    public void Dispose() => table.Remove(this);
}

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

/// <summary>An asynchronous handler that reads the event itself before its first await.</summary>
internal sealed class AsyncRawSubscription(HandlerTable table, byte[]? name, Delegate original, SocketIOAsyncEventHandler handler)
    : EventSubscription(table, name)
{
    public override Delegate Handler => original;

    public override ValueTask InvokeAsync(in SocketIOEvent received) => handler(in received);
}

/// <summary>A handler of the first argument.</summary>
internal sealed class TypedSubscription<T>(HandlerTable table, byte[] name, JsonTypeInfo<T> typeInfo, Action<T> handler)
    : EventSubscription(table, name)
{
    public override Delegate Handler => handler;

    public override ValueTask InvokeAsync(in SocketIOEvent received)
    {
        handler(received.GetArgument(0, typeInfo)!);
        return default;
    }
}

/// <summary>An asynchronous handler of the first argument.</summary>
internal sealed class AsyncTypedSubscription<T>(
    HandlerTable table, byte[] name, JsonTypeInfo<T> typeInfo, Delegate original, Func<T, ValueTask> handler)
    : EventSubscription(table, name)
{
    public override Delegate Handler => original;

    public override ValueTask InvokeAsync(in SocketIOEvent received) => handler(received.GetArgument(0, typeInfo)!);
}
