using FastEmit.Collector.Events;

namespace FastEmit.Collector.Storage;

/// <summary>An event on its way into a store. Its spans lie in the buffer that it was read from.</summary>
public readonly ref struct EventRecord
{
    /// <summary>When it was received: microseconds since 1970, UTC.</summary>
    public required long Time { get; init; }

    /// <summary>The namespace, UTF-8.</summary>
    public required ReadOnlySpan<byte> Namespace { get; init; }

    /// <summary>The name as it stood in the packet: a JSON string with its quotes, or a number.</summary>
    public required ReadOnlySpan<byte> NameJson { get; init; }

    /// <summary>The arguments behind the name, UTF-8 JSON: one value, several separated by commas, or nothing.</summary>
    public required ReadOnlySpan<byte> Data { get; init; }

    /// <summary>Attachments, each behind four bytes with its length (in the machine's byte order).</summary>
    public required ReadOnlySpan<byte> Attachments { get; init; }

    /// <summary>The number that came beside the event; its count is zero when there was none.</summary>
    internal Sequence Sequence { get; init; }

    /// <summary>The event as a query gives it back, with bytes of its own. Allocates it.</summary>
    /// <param name="id">Its id in the store.</param>
    public StoredEvent ToEvent(long id) => EventReader.Read(id, this);

    /// <summary>The attachments, in order, with bytes of their own.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> ReadAttachments() => EventReader.AttachmentsOf(Attachments);

    /// <summary>
    /// Whether an emitter has numbered the event: the lane, which no other lane of any process is called, and the numbers in it that are the event's
    /// and no other's, from 1 on.
    /// </summary>
    public bool TryGetSequence(out SequenceRange numbers)
    {
        bool isNumbered = IsNumbered(out Sequence sequence);
        numbers = new SequenceRange(sequence.Lane, sequence.First, sequence.Last);
        return isNumbered;
    }

    internal bool IsNumbered(out Sequence sequence)
    {
        sequence = Sequence;
        return sequence.Count > 0 || Sequence.TryParse(EventId.Find(Data), out sequence);
    }
}

/// <summary>Points in time as microseconds since 1970, which sort, fit a column and survive JSON numbers until the year 2255.</summary>
internal static class EventTime
{
    public static long ToMicroseconds(DateTimeOffset time) => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicroseconds(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
