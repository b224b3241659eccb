using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace FastEmit.Collector.Counting;

/// <summary>The counters of a collector. Thread-safe.</summary>
internal sealed class EventTally
{
    /// <summary>Distinct names that are counted apart; clients choose the names, so the memory for them has to end somewhere.</summary>
    private const int MaxNames = 10_000;

    private readonly ConcurrentDictionary<(string Namespace, string Name), EventCounter> _counters = new();
    private readonly EventCounter _others = new("*", "*");

    /// <summary>The counter of a name, given as in the packet; one for all further names when there are too many.</summary>
    public EventCounter Get(ReadOnlySpan<byte> @namespace, ReadOnlySpan<byte> nameJson)
    {
        (string, string) key = (Encoding.UTF8.GetString(@namespace), Decode(nameJson));
        if (_counters.TryGetValue(key, out EventCounter? counter))
        {
            return counter;
        }

        return _counters.Count >= MaxNames
            ? _others
            : _counters.GetOrAdd(key, static key => new EventCounter(key.Namespace, key.Name));
    }

    /// <summary>A reading of all counters.</summary>
    public IReadOnlyList<EventCount> Read()
    {
        List<EventCount> counts = [.. _counters.Values.Select(static counter => counter.Read())];
        EventCount others = _others.Read();
        if (others.Events > 0)
        {
            counts.Add(others);
        }

        return counts;
    }

    private static string Decode(ReadOnlySpan<byte> nameJson)
    {
        if (nameJson[0] != (byte)'"')
        {
            return Encoding.UTF8.GetString(nameJson);
        }

        var reader = new Utf8JsonReader(nameJson);
        reader.Read();
        return reader.GetString()!;
    }
}
