using FastEmit.Buffers;

namespace FastEmit.Lanes;

/// <summary>When producers that have just committed a record have to wake the sender.</summary>
internal static class Attention
{
    /// <summary>Nothing: the sender runs and will find the record.</summary>
    public const int None = 0;

    /// <summary>The ring was empty: the next record wakes the sender.</summary>
    public const int FirstRecord = 1;

    /// <summary>A batch is open: the record that fills it wakes the sender.</summary>
    public const int FullBatch = 2;

    /// <summary>The sender has no connection and will not pass for a while: producers read the clock themselves, but need not call.</summary>
    public const int ClockOnly = 3;
}

/// <summary>
/// The batch that the sender has left open: producers count into it, and the one that fills it makes the call. The sender begins it before it
/// asks for the call, with a full fence behind; so who sees the request sees where the batch begins.
/// </summary>
internal struct OpenBatch(int maxEvents, int maxBytes)
{
    private int _count;
    private long _start;

    /// <summary>Opens the batch at a position. Sender only.</summary>
    public void Begin(long position)
    {
        Volatile.Write(ref _count, 0);
        Volatile.Write(ref _start, position);
    }

    /// <summary>Counts records, and returns how many there are then. Any thread.</summary>
    public int Add(int records) => Interlocked.Add(ref _count, records);

    /// <summary>Counts a record that was appended; whether the batch is full now. Any thread.</summary>
    public bool IsFullWithOneMore(EventRing ring) => Add(1) >= maxEvents || ring.Claimed - Volatile.Read(ref _start) >= maxBytes;
}
