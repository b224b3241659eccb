namespace FastEmit.Collector.Counting;

/// <summary>
/// The events of one name in one namespace, over all connections: their count and their handlers. Connections add to the count once per
/// read, not once per event. Thread-safe.
/// </summary>
internal sealed class EventChannel(string @namespace, string name)
{
    private readonly Lock _lock = new();
    private ReceivedEventHandler? _handlers;
    private long _events;

    /// <summary>The handlers for these events alone, or null.</summary>
    public ReceivedEventHandler? Handlers => Volatile.Read(ref _handlers);

    /// <summary>Whether these events are between FastEmit's own parts: they are counted and handled, but not stored.</summary>
    public bool IsInternal { get; init; }

    public void Add(long events) => Interlocked.Add(ref _events, events);

    public void AddHandler(ReceivedEventHandler handler)
    {
        lock (_lock)
        {
            _handlers += handler;
        }
    }

    public void RemoveHandler(ReceivedEventHandler handler)
    {
        lock (_lock)
        {
            _handlers -= handler;
        }
    }

    public EventCount Read() => new(@namespace, name, Interlocked.Read(ref _events));
}

/// <summary>A handler while it is on a channel.</summary>
internal sealed class HandlerRegistration(EventChannel channel, ReceivedEventHandler handler) : IDisposable
{
    private int _isDisposed;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            channel.RemoveHandler(handler);
        }
    }
}
