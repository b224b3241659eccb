using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastEmit.Buffers;

/// <summary>
/// A byte ring of records: many producers, one consumer, no locks. Positions count bytes since the beginning and
/// never wrap; the capacity is a power of two, so a position's offset is its low bits.
/// </summary>
/// <remarks>
/// <para>
/// <b>Claim</b> moves the claimed cursor by compare-and-swap, so each byte range has one producer. <b>Commit</b>
/// stores the record's length word last, with release semantics: a consumer that reads a length other than zero with
/// acquire semantics sees the packet. <b>Release</b> zeroes the range and only then moves the confirmed cursor, again
/// with release semantics: a producer that sees the new cursor sees zeroes, so the length word of its next record
/// reads zero until its own commit, whatever bytes an earlier lap left there.
/// </para>
/// <para>
/// A record never straddles the end of the data: a padding record fills the rest of the lap. One alignment unit always
/// stays free, so the word behind the last claim is zero even when the ring is full: reading stops there instead of
/// running on into records that are sent but not confirmed.
/// </para>
/// </remarks>
internal sealed unsafe class EventRing
{
    private readonly RingMemory _memory;
    private readonly byte* _data;
    private readonly int _capacity;
    private readonly int _mask;
    private readonly int _usable;
    private readonly int _fullAbove;
    private int _lookAbove;

    public EventRing(RingMemory memory)
    {
        _memory = memory;
        _data = memory.Start + RingLayout.Data;
        _capacity = memory.Capacity;
        _mask = memory.Capacity - 1;
        _usable = memory.Capacity - RecordHeader.Alignment;
        _fullAbove = memory.Capacity - Math.Min(1024, memory.Capacity / 8);
        _lookAbove = _fullAbove;
    }

    /// <summary>Bytes of data.</summary>
    public int Capacity => _capacity;

    /// <summary>
    /// The longest packet that is sure to fit once the ring is empty: with more than half of the capacity, a record
    /// and the padding before it could exceed what is usable.
    /// </summary>
    public int MaxPacketLength => (_capacity / 2) - RecordHeader.Size;

    /// <summary>End of the last claim. Any thread.</summary>
    public long Claimed => Volatile.Read(ref ClaimedCursor) & long.MaxValue;

    /// <summary>Everything before this is released. Any thread.</summary>
    public long Confirmed => Volatile.Read(ref ConfirmedCursor);

    /// <summary>Records appended so far; counted before the commit, so the consumer never sees a record that is not counted. Any thread.</summary>
    public long Appended => Volatile.Read(ref AppendedCount);

    /// <summary>Whether the ring takes no more records. Any thread.</summary>
    public bool IsSealed => Volatile.Read(ref ClaimedCursor) < 0;

    /// <summary>
    /// Whether an append is not worth preparing: the ring is sealed, or under 1 KiB (an eighth of a ring smaller than
    /// 8 KiB) is free. Any thread.
    /// </summary>
    public bool IsFull
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => MayBeFull && IsFullNow();
    }

    /// <summary>
    /// Whether the ring is sealed, or was fuller than <see cref="LookAbove"/> when a producer last looked at what is
    /// confirmed; looking at <see cref="IsFull"/> then brings that up to date. Any thread.
    /// </summary>
    public bool MayBeFull
    {
        // Unsigned, so that the sign bit of a sealed cursor reads as a huge fill.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (ulong)(Volatile.Read(ref ClaimedCursor) - Volatile.Read(ref ConfirmedSeen)) > (ulong)_lookAbove;
    }

    /// <summary>The bytes in use above which <see cref="MayBeFull"/> says so; never more than what <see cref="IsFull"/> goes by. Any thread.</summary>
    public int LookAbove
    {
        set => Volatile.Write(ref _lookAbove, Math.Min(value, _fullAbove));
    }

    private ref long ClaimedCursor => ref *(long*)(_memory.Start + RingLayout.Claimed);

    private ref long AppendedCount => ref *(long*)(_memory.Start + RingLayout.Appended);

    private ref long ConfirmedSeen => ref *(long*)(_memory.Start + RingLayout.ConfirmedSeen);

    private ref long ConfirmedCursor => ref *(long*)(_memory.Start + RingLayout.Confirmed);

    /// <summary>Claims, copies and commits one packet. Any thread; never blocks.</summary>
    public AppendResult TryAppend(ReadOnlySpan<byte> packet, long timestamp)
    {
        AppendResult result = TryClaim(packet.Length, out long position);
        if (result == AppendResult.Appended)
        {
            packet.CopyTo(Payload(position, packet.Length));
            Commit(position, packet.Length, timestamp);
        }

        return result;
    }

    /// <summary>Claims room for a packet. Each successful claim must be followed by <see cref="Commit"/>; the consumer waits for it.</summary>
    /// <param name="length">Bytes of the packet: 1 to <see cref="MaxPacketLength"/>.</param>
    /// <param name="position">The record's position.</param>
    public AppendResult TryClaim(int length, out long position)
    {
        int size = RecordHeader.RecordSize(length);
        long claimed = Volatile.Read(ref ClaimedCursor);
        int padding;
        while (true)
        {
            if (claimed < 0)
            {
                position = 0;
                return AppendResult.Sealed;
            }

            int untilEnd = _capacity - ((int)claimed & _mask);
            padding = size > untilEnd ? untilEnd : 0;
            long end = claimed + padding + size;
            if (end - Volatile.Read(ref ConfirmedSeen) > _usable && end - RefreshConfirmed() > _usable)
            {
                position = 0;
                return AppendResult.Full;
            }

            long seen = Interlocked.CompareExchange(ref ClaimedCursor, end, claimed);
            if (seen == claimed)
            {
                break;
            }

            claimed = seen;
        }

        Interlocked.Increment(ref AppendedCount);
        if (padding != 0)
        {
            Volatile.Write(ref Header(claimed).Length, padding | RecordHeader.PaddingFlag);
        }

        position = claimed + padding;
        return AppendResult.Appended;
    }

    /// <summary>The packet's bytes of a claim, the claimer's own until it commits.</summary>
    public Span<byte> Payload(long position, int length) => new(_data + ((int)position & _mask) + RecordHeader.Size, length);

    /// <summary>Hands a claimed record to the consumer.</summary>
    public void Commit(long position, int length, long timestamp)
    {
        ref RecordHeader header = ref Header(position);
        header.Timestamp = timestamp;
        Volatile.Write(ref header.Length, length);
        GC.KeepAlive(_memory);
    }

    /// <summary>Makes every later claim fail with <see cref="AppendResult.Sealed"/>; earlier claims still commit. Any thread, idempotent.</summary>
    /// <returns>The position after the last claim there will ever be.</returns>
    public long Seal() => Interlocked.Or(ref ClaimedCursor, long.MinValue) & long.MaxValue;

    /// <summary>
    /// Reads the committed record at or after <paramref name="position"/>, passing over padding. Consumer only.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(long position, out RingRecord record)
    {
        ref RecordHeader header = ref Header(position);
        int length = Volatile.Read(ref header.Length);
        while (length >= RecordHeader.PaddingFlag)
        {
            position += length ^ RecordHeader.PaddingFlag;
            header = ref Header(position);
            length = Volatile.Read(ref header.Length);
        }

        if (length == 0)
        {
            record = default;
            return false;
        }

        ref byte packet = ref Unsafe.Add(ref Unsafe.As<RecordHeader, byte>(ref header), RecordHeader.Size);
        record = new RingRecord(
            MemoryMarshal.CreateReadOnlySpan(ref packet, length),
            header.Timestamp,
            position + RecordHeader.RecordSize(length));
        return true;
    }

    /// <summary>Turns a record that was read into padding, so that no later read returns it. Consumer only.</summary>
    public void Discard(in RingRecord record)
    {
        int size = RecordHeader.RecordSize(record.Packet.Length);
        Volatile.Write(ref Header(record.End - size).Length, size | RecordHeader.PaddingFlag);
    }

    /// <summary>Frees everything before <paramref name="position"/>, the end of a record that was read. Consumer only.</summary>
    public void Release(long position)
    {
        long confirmed = ConfirmedCursor;
        int offset = (int)confirmed & _mask;
        int length = (int)(position - confirmed);
        int untilEnd = Math.Min(length, _capacity - offset);
        new Span<byte>(_data + offset, untilEnd).Clear();
        new Span<byte>(_data, length - untilEnd).Clear();
        Volatile.Write(ref ConfirmedCursor, position);
    }

    private ref RecordHeader Header(long position) => ref *(RecordHeader*)(_data + ((int)position & _mask));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsFullNow() => IsSealed || Claimed - RefreshConfirmed() > _fullAbove;

    /// <summary>
    /// Producers share one copy of the confirmed cursor on their own line, so that they touch the consumer's line
    /// only when the ring looks full. The copy may go back when two producers race; that costs a refresh, no more.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private long RefreshConfirmed()
    {
        long confirmed = Confirmed;
        Volatile.Write(ref ConfirmedSeen, confirmed);
        return confirmed;
    }
}
