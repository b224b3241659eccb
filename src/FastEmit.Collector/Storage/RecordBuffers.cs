namespace FastEmit.Collector.Storage;

/// <summary>
/// Two buffers of records: connections append to one while the writer works on the other. Owned by who holds the queue's lock, except the two
/// lengths, which any thread may read.
/// </summary>
internal sealed class RecordBuffers
{
    private byte[] _filling = [];
    private byte[] _spare = [];
    private int _length;
    private int _atHand;

    /// <summary>Events that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes that wait, without those that the writer has at hand.</summary>
    public int Length => Volatile.Read(ref _length);

    /// <summary>Bytes that the writer took last.</summary>
    public int AtHand => Volatile.Read(ref _atHand);

    public void Append(EventRecords events)
    {
        ReadOnlySpan<byte> records = events.Bytes;
        if (_filling.Length - _length < records.Length)
        {
            int needed = checked(_length + records.Length);
            Array.Resize(ref _filling, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _filling.Length)));
        }

        records.CopyTo(_filling.AsSpan(_length));
        Volatile.Write(ref _length, _length + records.Length);
        Count += events.Count;
    }

    /// <summary>Takes everything; it stays as it is until the next swap.</summary>
    public (ReadOnlyMemory<byte> Records, int Count) Swap()
    {
        (ReadOnlyMemory<byte>, int) taken = (_filling.AsMemory(0, _length), Count);
        (_filling, _spare) = (_spare, _filling);
        Volatile.Write(ref _atHand, _length);
        Volatile.Write(ref _length, 0);
        Count = 0;
        return taken;
    }
}
