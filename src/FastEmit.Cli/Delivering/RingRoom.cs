namespace FastEmit.Cli.Delivering;

/// <summary>
/// Tracks whether an emitter's rings have room, so that a producer can wait instead of being refused: a refused
/// event counts as dropped. A check is cheap: it reads the emitter's counters only when the known room is used up.
/// </summary>
/// <remarks>
/// The counters give the bytes in use in all rings together, not per ring. The room is therefore that of one ring which
/// holds all of them. Confirmations only add room. For one thread, which must be the only producer.
/// </remarks>
/// <param name="readStats">Reads the emitter's counters.</param>
/// <param name="capacity">The size of one lane's ring in bytes.</param>
internal sealed class RingRoom(Func<HookEmitterStats> readStats, long capacity)
{
    /// <summary>Bytes of a record beyond its packet: header, alignment, and the packet's fixed characters.</summary>
    public const int RecordOverhead = 96;

    /// <summary>Reserved bytes: a ring with less than 1 KiB left counts as full for any event; the other 1 KiB is a margin.</summary>
    public const int Reserve = 2048;

    private readonly long _usable = capacity - Reserve;
    private long _left;

    /// <summary>Takes room for events of <paramref name="packetBytes"/> bytes in sum. False when there is not enough.</summary>
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
