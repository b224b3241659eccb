namespace FastEmit.Pooling;

/// <summary>
/// How one connection does, by the rules of the pool: it is sick after more than <see cref="MaxErrorsInARow"/> errors without a
/// confirmation between them, or when more than a tenth of at least <see cref="MinEvents"/> events met one. An error here is
/// something that the connection outlives: a namespace that the server refuses or disconnects.
/// </summary>
/// <remarks>Written by the sender; <see cref="IsHealthy"/> and <see cref="LastUsed"/> may be read by any thread.</remarks>
internal sealed class ConnectionHealth(long now)
{
    public const int MaxErrorsInARow = 3;
    public const int MinEvents = 100;
    public const int ErrorShare = 10;

    private long _lastUsed = now;
    private long _events;
    private long _failedEvents;
    private int _errorsInARow;

    /// <summary>When it last carried events, as a timestamp.</summary>
    public long LastUsed => Volatile.Read(ref _lastUsed);

    /// <summary>Whether nothing went wrong since the last confirmation.</summary>
    public bool IsHealthy => Volatile.Read(ref _errorsInARow) == 0;

    /// <summary>Why it should be replaced, or null.</summary>
    public string? Sickness =>
        _errorsInARow > MaxErrorsInARow ? $"{_errorsInARow} errors in a row"
        : _events >= MinEvents && _failedEvents > _events / ErrorShare ? $"errors met {_failedEvents} of {_events} events"
        : null;

    public void OnSent(long events, long now)
    {
        _events += events;
        Volatile.Write(ref _lastUsed, now);
    }

    public void OnConfirmed() => Volatile.Write(ref _errorsInARow, 0);

    /// <summary>One error.</summary>
    /// <param name="events">The events that it met: they have to be written again.</param>
    public void OnError(long events)
    {
        _failedEvents += events;
        Volatile.Write(ref _errorsInARow, _errorsInARow + 1);
    }
}
