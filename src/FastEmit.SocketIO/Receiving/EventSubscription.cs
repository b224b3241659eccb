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
