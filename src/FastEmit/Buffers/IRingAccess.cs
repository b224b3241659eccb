namespace FastEmit.Buffers;

/// <summary>
/// The memory operations that a ring is made of. The protocol is written against these, so that a test can run the
/// very same code with every interleaving, every stale read that the memory order leaves open, and a death at any step.
/// </summary>
/// <remarks>Implementations are structs: the compiler specialises the ring for each, and the calls vanish.</remarks>
internal unsafe interface IRingAccess
{
    /// <summary>Reads with acquire semantics.</summary>
    long Read(ref long location);

    /// <summary>Reads without any order.</summary>
    long ReadPlain(ref long location);

    /// <summary>Writes with release semantics.</summary>
    void Write(ref long location, long value);

    /// <summary>Writes without any order.</summary>
    void WritePlain(ref long location, long value);

    /// <summary>Compares and swaps, as one step; returns what was there.</summary>
    long CompareExchange(ref long location, long value, long comparand);

    /// <summary>Sets bits, as one step; returns what was there.</summary>
    long Or(ref long location, long bits);

    /// <summary>Copies a packet into the ring, in no order.</summary>
    void Copy(ReadOnlySpan<byte> packet, byte* target);

    /// <summary>Zeroes bytes of the ring, in no order.</summary>
    void Clear(byte* target, int length);

    /// <summary>Writes the words that mark each unit as free from <paramref name="position"/> on, in no order.</summary>
    void Free(byte* target, int length, long position, ulong key);

    /// <summary>The checksum of a packet in the ring, see <see cref="RecordCheck"/>.</summary>
    uint Check(byte* packet, int length, long position, ulong key);
}
