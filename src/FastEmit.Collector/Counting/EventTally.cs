using System.Collections.Concurrent;
using System.Text;
using FastEmit.SocketIO.Receiving;

namespace FastEmit.Collector.Counting;

/// <summary>The channels of a collector, by namespace and name. Thread-safe.</summary>
internal sealed class EventTally
{
    /// <summary>Distinct names that are counted apart; clients choose the names, so the memory for them has to end somewhere.</summary>
    private const int MaxNames = 10_000;

    private readonly ConcurrentDictionary<(string Namespace, string Name), EventChannel> _channels = new();
    private readonly EventChannel _others = new("*", "*");

    /// <summary>The channel of a name, given as in the packet; one for all further names when there are too many.</summary>
    public EventChannel Get(ReadOnlySpan<byte> @namespace, ReadOnlySpan<byte> nameJson)
    {
        (string, string) key = (Encoding.UTF8.GetString(@namespace), EventNames.Decode(nameJson));
        if (_channels.TryGetValue(key, out EventChannel? channel))
        {
            return channel;
        }

        return _channels.Count >= MaxNames ? _others : Get(key);
    }

    /// <summary>The channel of a name that the application chose, however many there are.</summary>
    public EventChannel Get(string @namespace, string name) => Get((@namespace, name));

    /// <summary>Makes the channel of a name that stays between FastEmit's own parts.</summary>
    public EventChannel AddInternal(string @namespace, string name) =>
        _channels[(@namespace, name)] = new EventChannel(@namespace, name) { IsInternal = true };

    /// <summary>A reading of all counters.</summary>
    public IReadOnlyList<EventCount> Read()
    {
        List<EventCount> counts = [];
        foreach ((_, EventChannel channel) in _channels)
        {
            Add(channel);
        }

        Add(_others);
        return counts;

        void Add(EventChannel channel)
        {
            // A channel with handlers only has not been received yet.
            if (channel.Read() is { Events: > 0 } count)
            {
                counts.Add(count);
            }
        }
    }

    private EventChannel Get((string Namespace, string Name) key) =>
        _channels.GetOrAdd(key, static key => new EventChannel(key.Namespace, key.Name));
}
