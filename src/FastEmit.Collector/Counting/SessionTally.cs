using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastEmit.Collector.Counting;

/// <summary>
/// Counts the events of one connection between two publications. The event that came last is found by comparing bytes, any other by a
/// hash of its bytes; only a name's first event allocates. Not thread-safe.
/// </summary>
internal sealed class SessionTally(EventTally shared)
{
    /// <summary>A connection's own table; a power of two, several times the names that an application has.</summary>
    private const int Slots = 512;

    /// <summary>Neighbouring slots that a name may lie in.</summary>
    private const int Probes = 8;

    private readonly Entry?[] _slots = new Entry?[Slots];
    private readonly List<Entry> _touched = [];
    private Entry? _last;

    /// <summary>Counts one event, given as in the packet, and returns its channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public EventChannel Count(ReadOnlySpan<byte> @namespace, ReadOnlySpan<byte> nameJson)
    {
        Entry? last = _last;
        if (last is not null && last.Matches(@namespace, nameJson))
        {
            last.Pending++;
            return last.Channel;
        }

        return CountOther(@namespace, nameJson);
    }

    /// <summary>Adds what was counted since the last call to the shared counters.</summary>
    public void Publish()
    {
        foreach (Entry entry in CollectionsMarshal.AsSpan(_touched))
        {
            entry.Channel.Add(entry.Pending);
            entry.Pending = 0;
        }

        _touched.Clear();
        _last = null; // Its next event puts it on the list of touched entries again.
    }

    private EventChannel CountOther(ReadOnlySpan<byte> @namespace, ReadOnlySpan<byte> nameJson)
    {
        Entry entry = Find(@namespace, nameJson);
        if (entry.Pending++ == 0)
        {
            _touched.Add(entry);
        }

        _last = entry;
        return entry.Channel;
    }

    private Entry Find(ReadOnlySpan<byte> @namespace, ReadOnlySpan<byte> nameJson)
    {
        int home = Hash(@namespace, nameJson);
        for (int i = 0; i < Probes; i++)
        {
            ref Entry? slot = ref _slots[(home + i) & (Slots - 1)];
            if (slot is null)
            {
                return slot = NewEntry(@namespace, nameJson);
            }

            if (slot.Matches(@namespace, nameJson))
            {
                return slot;
            }
        }

        // Crowded: the name takes the place of another one, whose count is safe with the touched entries.
        return _slots[home & (Slots - 1)] = NewEntry(@namespace, nameJson);
    }

    private Entry NewEntry(ReadOnlySpan<byte> @namespace, ReadOnlySpan<byte> nameJson) =>
        new(@namespace.ToArray(), nameJson.ToArray(), shared.Get(@namespace, nameJson));

    private static int Hash(ReadOnlySpan<byte> @namespace, ReadOnlySpan<byte> nameJson) =>
        HashCode.Combine(Hash(@namespace), Hash(nameJson));

    /// <summary>The framework's seeded string hash over pairs of bytes, so that a client cannot choose what collides.</summary>
    private static int Hash(ReadOnlySpan<byte> bytes) =>
        string.GetHashCode(MemoryMarshal.Cast<byte, char>(bytes)) + (bytes.IsEmpty ? 0 : bytes[^1] * bytes.Length);

    private sealed class Entry(byte[] @namespace, byte[] nameJson, EventChannel channel)
    {
        public EventChannel Channel => channel;

        public long Pending { get; set; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Matches(ReadOnlySpan<byte> otherNamespace, ReadOnlySpan<byte> otherName) =>
            otherName.SequenceEqual(nameJson) && otherNamespace.SequenceEqual(@namespace);
    }
}
