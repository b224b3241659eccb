using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Http;

/// <summary>
/// The events of a message: as many as a person can read, spread over all that were offered. For one thread; a message is begun, offered events,
/// and taken.
/// </summary>
internal sealed class ShownEvents
{
    /// <summary>Events in one message while more arrive than can be shown. A person cannot read more than sixty a second.</summary>
    private const int Share = 6;

    /// <summary>Unused shares are kept up to this number of events, so that a short burst is shown whole.</summary>
    private const int MaxRoom = 120;

    private readonly List<StoredEvent> _events = [];
    private int _step;
    private int _skip;

    /// <summary>The most events of this message.</summary>
    public int Room { get; private set; } = MaxRoom;

    public void Begin()
    {
        _events.Clear();
        _step = 1;
        _skip = 0;
    }

    public void Offer(StoredEvent stored)
    {
        if (_skip > 0)
        {
            _skip--;
            return;
        }

        _events.Add(stored);
        _skip = _step - 1;
        if (_events.Count == 2 * Room)
        {
            Halve();
            _step *= 2;
        }
    }

    /// <summary>The events of the message, in order. What they leave of the room is the next one's.</summary>
    public IReadOnlyList<StoredEvent> Take()
    {
        if (_events.Count > Room)
        {
            Halve();
        }

        Room = Math.Min(MaxRoom, Room - _events.Count + Share);
        return _events;
    }

    /// <summary>Every second one stays, so that those that do are spread over all.</summary>
    private void Halve()
    {
        int kept = 0;
        for (int i = 0; i < _events.Count; i += 2)
        {
            _events[kept++] = _events[i];
        }

        _events.RemoveRange(kept, _events.Count - kept);
    }
}
