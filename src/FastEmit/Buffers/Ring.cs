using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastEmit.Buffers;

/// <summary>
/// A byte ring of records: many producers, one consumer, no locks. Positions count bytes since the beginning and
/// never wrap; the capacity is a power of two, so a position's offset is its low bits.
/// </summary>
/// <remarks>
/// <para>
/// A ring is <b>private</b> to a process (on the heap) or <b>shared</b> by several (in a file). In both, <b>claim</b>
/// gives each byte range to one producer; <b>commit</b> writes the record's word last, with release semantics, so a
/// consumer that reads it with acquire semantics sees the packet; <b>release</b> first overwrites the whole range with
/// words that read as free and only then, again with release semantics, moves the cursor that lets producers in, so no
/// byte of an earlier lap is ever taken for a record. How a claim is made differs: see <c>Ring.Private.cs</c> and
/// <c>Ring.Shared.cs</c>.
/// </para>
/// <para>
/// A record never straddles the end of the data: a padding record fills the rest of the lap. One alignment unit always
/// stays free, so the word behind the last claim reads as free even when the ring is full: reading stops there instead
/// of running on into records that are sent but not confirmed.
/// </para>
/// </remarks>
/// <typeparam name="TAccess">How memory is touched: by the processor, or by a test that explores every order.</typeparam>
internal abstract unsafe partial class Ring<TAccess>
    where TAccess : struct, IRingAccess
{
    private readonly bool _shared;
    private readonly int _capacity;
    private readonly int _mask;
    private readonly int _usable;
    private readonly int _fullAbove;
    private readonly int _maxPacketLength;
    private readonly TAccess _access;

    /// <summary>The memory that producers work on. A shared ring may move (see <c>Ring.Moving.cs</c>), so each attempt of theirs reads it once.</summary>
    private RingMemory _memory;
    private byte* _start;
    private byte* _data;
    private int _lookAbove;
    private bool _mayBeFull;

    /// <param name="memory">Where the ring lives. The consumer of a shared ring calls <see cref="Recover"/> before anything else.</param>
    /// <param name="access">How to touch it.</param>
    /// <param name="spare">Bytes that stay free; anything but the default breaks the ring, as a test of the tests.</param>
    protected Ring(RingMemory memory, TAccess access, int spare = RecordHeader.Alignment)
    {
        _memory = memory;
        _access = access;
        _start = memory.Start;
        _data = memory.Data;
        _shared = memory.IsShared;
        _capacity = memory.Capacity;
        _mask = memory.Capacity - 1;
        _usable = memory.Capacity - spare;
        _fullAbove = memory.Capacity - Math.Min(1024, memory.Capacity / 8);
        _lookAbove = _fullAbove;
        _maxPacketLength = (memory.Capacity / 2) - RecordHeader.Size;
        _discovered = memory.IsShared ? 0 : long.MaxValue;
    }

    /// <summary>Bytes of data.</summary>
    public int Capacity => _capacity;

    /// <summary>
    /// Whether other processes append to this ring too. They wake a consumer that sleeps by the <see cref="RingBell"/>.
    /// </summary>
    public bool IsShared => _shared;

    /// <summary>
    /// The longest packet that is sure to fit once the ring is empty: with more than half of the capacity, a record
    /// and the padding before it could exceed what is usable.
    /// </summary>
    public int MaxPacketLength => _maxPacketLength;

    /// <summary>End of the last claim. Any thread.</summary>
    public long Claimed => _shared ? _access.Read(ref ClaimedCursor) : ClaimedPrivate;

    /// <summary>Everything before this is released. Any thread.</summary>
    public long Confirmed => _access.Read(ref ConfirmedCursor);

    /// <summary>
    /// Records in the ring since it was opened, those found then included, whether they are still there or not. A record
    /// is counted before the consumer sees it. Of a shared ring, records of other processes are counted when the
    /// consumer comes to them; a process that only appends counts its own. Any thread.
    /// </summary>
    public long Appended => _shared ? Volatile.Read(ref _appendedHere) + Volatile.Read(ref _appendedElsewhere) : CountPrivate();

    /// <summary>Whether the ring takes no more records from this process. Any thread.</summary>
    public bool IsSealed => _shared ? Volatile.Read(ref _sealed) : _access.Read(ref ClaimedCursor) < 0;

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
    /// Whether the ring is sealed, or a claim has left it fuller than <see cref="LookAbove"/> since <see cref="IsFullNow"/> last found that it
    /// is not. Producers look here before they serialize, and not at the cursor: another producer's next claim would
    /// have to fetch that line a second time. Any thread.
    /// </summary>
    public bool MayBeFull
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref _mayBeFull);
    }

    /// <summary>The bytes in use above which <see cref="MayBeFull"/> says so; never more than what <see cref="IsFull"/> goes by. Any thread.</summary>
    public int LookAbove
    {
        set
        {
            int above = Math.Min(value, _fullAbove);
            bool isLower = above < Volatile.Read(ref _lookAbove);
            Volatile.Write(ref _lookAbove, above);
            if (isLower)
            {
                Volatile.Write(ref _mayBeFull, true);
            }
        }
    }

    /// <summary>Where the ring lives now.</summary>
    private protected RingMemory Memory => Volatile.Read(ref _memory);

    private ref long ClaimedCursor => ref *(long*)(_start + RingLayout.Claimed);

    private ref long AppendedBefore => ref *(long*)(_start + RingLayout.AppendedBefore);

    private ref long FreedSeen => ref *(long*)(_start + RingLayout.FreedSeen);

    private ref long ConfirmedCursor => ref *(long*)(_start + RingLayout.Confirmed);

    /// <summary><see cref="IsFull"/> after <see cref="MayBeFull"/>, which this brings up to date. Any thread.</summary>
    public bool IsFullNow()
    {
        long used = Claimed - RefreshFreed();
        if (used <= Volatile.Read(ref _lookAbove) && !IsSealed)
        {
            // The mark is taken back before the last look: a claim or a seal that this look does not see sets it again.
            Interlocked.Exchange(ref _mayBeFull, false);
            used = Claimed - RefreshFreed();
            if (used > Volatile.Read(ref _lookAbove) || IsSealed)
            {
                Volatile.Write(ref _mayBeFull, true);
            }
        }

        return IsSealed || used > _fullAbove;
    }

    /// <summary>Claims, copies and commits one packet. Any thread; never blocks.</summary>
    /// <param name="packet">1 to <see cref="MaxPacketLength"/> bytes.</param>
    /// <param name="timestamp">Not negative.</param>
    public AppendResult TryAppend(ReadOnlySpan<byte> packet, long timestamp) =>
        _shared ? AppendShared(packet, timestamp) : AppendPrivate(packet, timestamp);

    /// <summary>Claims room for a packet. Each successful claim must be followed by <see cref="Commit"/>; the consumer waits for it.</summary>
    /// <param name="length">Bytes of the packet: 1 to <see cref="MaxPacketLength"/>.</param>
    /// <param name="position">The record's position.</param>
    public AppendResult TryClaim(int length, out long position) =>
        _shared ? ClaimShared(_memory, length, out position) : ClaimPrivate(length, out position);

    /// <summary>The packet's bytes of a claim, the claimer's own until it commits.</summary>
    public Span<byte> Payload(long position, int length) => new(Packet(position), length);

    /// <summary>Hands a claimed record to the consumer.</summary>
    /// <returns>False when the consumer of a shared ring has waited too long and gone on without it: nothing was appended.</returns>
    public bool Commit(long position, int length, long timestamp)
    {
        bool committed = true;
        if (_shared)
        {
            committed = CommitShared(_memory, position, length, timestamp);
        }
        else
        {
            CommitPrivate(position, length, timestamp);
        }

        GC.KeepAlive(_memory);
        return committed;
    }

    /// <summary>
    /// Makes every later claim of this process fail with <see cref="AppendResult.Sealed"/>; earlier claims still commit.
    /// A shared ring stays open to other processes, and to the next one that opens it. Any thread, idempotent.
    /// </summary>
    /// <returns>The position after the last claim (of a shared ring: after the last claim so far).</returns>
    public long Seal()
    {
        if (_shared)
        {
            Volatile.Write(ref _sealed, true);
            Interlocked.MemoryBarrier();
        }
        else
        {
            _access.Or(ref ClaimedCursor, ClaimWord.Sealed);
        }

        Volatile.Write(ref _mayBeFull, true);
        return Claimed;
    }

    /// <summary>
    /// Reads the committed record at or after <paramref name="position"/>, passing over padding. Consumer only.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(long position, out RingRecord record)
    {
        ref RecordHeader header = ref Header(position);
        long word = _access.Read(ref header.Word);

        // One comparison for the common case: a packet's length, not zero (free), negative (free, claimed) or padding.
        if ((uint)((int)word - 1) >= (uint)_maxPacketLength)
        {
            if (!TryPass(ref position, ref word))
            {
                record = default;
                return false;
            }

            header = ref Header(position);
        }

        int length = (int)word;
        long end = position + RecordHeader.RecordSize(length);
        if (end > _discovered && !TryDiscover(position, end))
        {
            record = default;
            return false;
        }

        ref byte packet = ref Unsafe.Add(ref Unsafe.As<RecordHeader, byte>(ref header), RecordHeader.Size);
        record = new RingRecord(
            MemoryMarshal.CreateReadOnlySpan(ref packet, length),
            _access.ReadPlain(ref header.Timestamp) & long.MaxValue,
            end);
        return true;
    }

    /// <summary>Turns a record that was read into padding, so that no later read returns it. Consumer only.</summary>
    public void Discard(in RingRecord record)
    {
        int size = RecordHeader.RecordSize(record.Packet.Length);
        _access.Write(ref Header(record.End - size).Word, RecordWord.Padding(size));
    }

    /// <summary>Frees everything before <paramref name="position"/>, the end of a record that was read. Consumer only.</summary>
    public void Release(long position)
    {
        if (_shared)
        {
            ReleaseShared(position);
        }
        else
        {
            ReleasePrivate(position);
        }
    }

    /// <summary>A claim leaves this much in use: whether it fits, and whether producers have to look from now on.</summary>
    private bool Fits(long used)
    {
        if (used > Volatile.Read(ref _lookAbove) && !Volatile.Read(ref _mayBeFull))
        {
            Volatile.Write(ref _mayBeFull, true);
        }

        return used <= _usable;
    }

    private ref RecordHeader Header(long position) => ref *(RecordHeader*)(_data + ((int)position & _mask));

    private byte* Packet(long position) => _data + ((int)position & _mask) + RecordHeader.Size;

    /// <summary>Goes over padding. False when no record follows, or what follows is none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryPass(ref long position, ref long word)
    {
        long lap = position + _capacity;
        while (RecordWord.IsPadding(word))
        {
            if (!IsPlausible(position, word) || position >= lap)
            {
                return false;
            }

            position += RecordWord.Length(word);
            word = _access.Read(ref Header(position).Word);
        }

        return (uint)((int)word - 1) < (uint)_maxPacketLength;
    }

    /// <summary>
    /// Producers share one copy of the freed cursor on a line of its own, so that they touch the consumer's line
    /// only when the ring looks full. The copy may go back when two producers race; that costs a refresh, no more.
    /// </summary>
    private long RefreshFreed() => RefreshFreed(ref _shared ? ref FreedCursor : ref ConfirmedCursor, ref FreedSeen);

    private long RefreshFreed(ref long cursor, ref long seen)
    {
        long freed = _access.Read(ref cursor);
        _access.Write(ref seen, freed);
        return freed;
    }
}
