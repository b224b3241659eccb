namespace FastEmit.Cli.Delivering;

/// <summary>
/// Knows whether an emitter's rings take more events, so that a producer can wait instead of being refused: a refused
/// event counts as dropped. Asking is cheap; only when the known room is used up are the emitter's counters read.
/// </summary>
/// <remarks>
/// The counters tell the bytes in use in all rings together, and not where they are, so that room is taken to be what
/// one ring has left if all of it were in that one. Confirmations only ever add to it. For one thread, which must be the only producer.
/// </remarks>
/// <param name="readStats">Reads the emitter's counters.</param>
/// <param name="capacity">The bytes of one lane's ring.</param>
internal sealed class RingRoom(Func<HookEmitterStats> readStats, long capacity)
{
    /// <summary>What a record takes beyond its packet: header, alignment, and the packet's fixed characters.</summary>
    public const int RecordOverhead = 96;

    /// <summary>A ring with less than this left counts as full (1 KiB), whatever the size of the next event; and as much again for good measure.</summary>
    public const int Reserve = 2048;

    private readonly long _usable = capacity - Reserve;
    private long _left;

    /// <summary>Takes room for events of <paramref name="packetBytes"/> bytes together, if there is any.</summary>
    public bool TryTake(int packetBytes, int events = 1)
    {
        // Twice, because a record that would cross the ring's end is preceded by padding of up to its own size.
        long needed = Math.Min(2L * (packetBytes + ((long)events * RecordOverhead)), _usable);
        if (_left < needed)
        {
            _left = _usable - readStats().RingBytes;
            if (_left < needed)
            {
                return false;
            }
        }

        _left -= needed;
        return true;
    }
}
