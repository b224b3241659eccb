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
/// <see cref="SharedRing{TAccess}"/>.
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
    /// <summary>The protocol of a ring that other processes append to as well; null of a private one.</summary>
    private readonly SharedRing<TAccess>? _shared;
    private readonly int _capacity;
    private readonly int _mask;
    private readonly int _usable;
    private readonly int _maxPacketLength;
    private readonly TAccess _access;

    /// <summary>The memory that the ring began in. A shared one may move; its producers read where it lives from <see cref="SharedRing{TAccess}.Space"/>.</summary>
    private readonly RingMemory _memory;

    /// <summary>Of the memory where the ring lives now. Changed by the consumer alone, before producers find that memory.</summary>
    private byte* _start;
    private byte* _data;
    private int _lookAbove;
    private bool _mayBeFull;

    /// <summary>Everything before this has been read once, and so checked and counted. Consumer only; a private ring need not look.</summary>
    private long _discovered;

    /// <param name="memory">Where the ring lives. The consumer of a shared ring calls <see cref="Recover"/> before anything else.</param>
    /// <param name="access">How to touch it.</param>
    /// <param name="spare">Bytes that stay free; anything but the default breaks the ring, as a test of the tests.</param>
    protected Ring(RingMemory memory, TAccess access, int spare = RecordHeader.Alignment)
    {
        _memory = memory;
        _access = access;
        _start = memory.Start;
        _data = memory.Data;
        _capacity = memory.Capacity;
        _mask = memory.Capacity - 1;
        _usable = memory.Capacity - spare;
        _lookAbove = FullAbove;
        _maxPacketLength = RingLayout.MaxPacketLength(memory.Capacity);
        _discovered = memory.IsShared ? 0 : long.MaxValue;
        _shared = memory.IsShared ? new SharedRing<TAccess>(this, new SharedSpace<TAccess>(memory, access, _usable), access) : null;
    }

    /// <summary>Bytes of data.</summary>
    public int Capacity => _capacity;

    /// <summary>
    /// Whether other processes append to this ring too. They wake a consumer that sleeps by the <see cref="RingBell"/>.
    /// </summary>
    public bool IsShared => _shared is not null;

    /// <inheritdoc cref="RingLayout.MaxPacketLength"/>
    public int MaxPacketLength => _maxPacketLength;

    /// <summary>End of the last claim. Any thread.</summary>
    public long Claimed => _shared is null ? ClaimedPrivate : _access.Read(ref _shared.Space.Claimed);

    /// <summary>Everything before this is released. Any thread.</summary>
    public long Confirmed => _access.Read(ref ConfirmedCursor);

    /// <summary>
    /// Records in the ring since it was opened, those found then included, whether they are still there or not. A record
    /// is counted before the consumer sees it. Of a shared ring, records of other processes are counted when the
    /// consumer comes to them; a process that only appends counts its own. Any thread.
    /// </summary>
    public long Appended => _shared?.Appended ?? CountPrivate();

    /// <summary>Whether the file is lost, as far as one look at the memory tells. Any thread.</summary>
    public bool IsLost
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _shared is not null && _shared.Space.Memory.IsLost;
    }

    /// <summary>Bytes of a shared ring that were neither records nor claims and have been passed over.</summary>
    public long DamagedBytes => _shared?.DamagedBytes ?? 0;

    /// <summary>Everything before this has been read once. Consumer of a shared ring only.</summary>
    public long Discovered
    {
        get => _discovered;
        set => _discovered = value;
    }

    /// <summary>Where the ring lives now.</summary>
    private protected RingMemory Memory => _shared?.Space.Memory ?? _memory;

    /// <summary>The protocol of a ring that other processes append to as well. Of a private one there is none.</summary>
    private protected SharedRing<TAccess> Shared => _shared!;

    private ref long ClaimedCursor => ref *(long*)(_start + RingLayout.Claimed);

    private ref long AppendedBefore => ref *(long*)(_start + RingLayout.AppendedBefore);

    private ref long FreedSeen => ref *(long*)(_start + RingLayout.FreedSeen);

    private ref long ConfirmedCursor => ref *(long*)(_start + RingLayout.Confirmed);

    /// <summary>Claims, copies and commits one packet. Any thread; never blocks.</summary>
    /// <param name="packet">1 to <see cref="MaxPacketLength"/> bytes.</param>
    /// <param name="timestamp">Not negative.</param>
    public AppendResult TryAppend(ReadOnlySpan<byte> packet, long timestamp) =>
        _shared is { } shared ? shared.Append(packet, timestamp) : AppendPrivate(packet, timestamp);

    /// <summary>Claims room for a packet. Each successful claim must be followed by <see cref="Commit"/>; the consumer waits for it.</summary>
    /// <param name="length">Bytes of the packet: 1 to <see cref="MaxPacketLength"/>.</param>
    /// <param name="position">The record's position.</param>
    public AppendResult TryClaim(int length, out long position) =>
        _shared is { } shared ? shared.Claim(shared.Space, length, out position) : ClaimPrivate(length, out position);

    /// <summary>The packet's bytes of a claim, the claimer's own until it commits.</summary>
    public Span<byte> Payload(long position, int length) => new(Packet(position), length);

    /// <summary>Hands a claimed record to the consumer.</summary>
    /// <returns>False when the consumer of a shared ring has waited too long and gone on without it: nothing was appended.</returns>
    public bool Commit(long position, int length, long timestamp)
    {
        bool committed = true;
        if (_shared is { } shared)
        {
            committed = shared.Commit(shared.Space, position, length, timestamp);
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
        if (_shared is { } shared)
        {
            shared.Seal();
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
        if (end > _discovered && !Shared.TryDiscover(position, end))
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
        if (_shared is { } shared)
        {
            shared.Release(position);
        }
        else
        {
            ReleasePrivate(position);
        }
    }

    /// <summary>
    /// Looks at what keeps <see cref="TryRead"/> from going on at <paramref name="position"/>, and removes it if it may:
    /// the claim of a dead process, damaged bytes, and with <paramref name="giveUpOnLiving"/> a claim whatever its owner does. Consumer only.
    /// </summary>
    /// <param name="position">
    /// Where reading stands. It moves over padding, also when no record follows, so that what dead processes have left
    /// can be released.
    /// </param>
    /// <param name="giveUpOnLiving">Whether a live producer has had time enough.</param>
    /// <returns>Whether reading may get further now. False when there is simply nothing to read.</returns>
    public bool Unblock(ref long position, bool giveUpOnLiving) => _shared is { } shared && shared.Unblock(ref position, giveUpOnLiving);

    /// <summary>
    /// Takes over a shared ring: finishes what the last consumer was doing, checks and counts every record that waits, and passes over what dead
    /// processes or damage have left. Consumer only, once, before anything else.
    /// </summary>
    /// <param name="now">The present timestamp: records from before the machine was started anew would seem to come from the future.</param>
    public RingRecovery Recover(long now) => Shared.Recover(now);

    /// <summary>Reads <see cref="Claimed"/>. False when the file was lost by then: how far the ring goes is known when it has moved. Any thread.</summary>
    public bool TryGetClaimed(out long claimed)
    {
        if (_shared is null)
        {
            claimed = ClaimedPrivate;
            return true;
        }

        // Of one memory, and before the look at whether it is lost, which it stays: zeros are never taken for an empty ring, whatever the consumer does meanwhile.
        SharedSpace<TAccess> space = _shared.Space;
        claimed = _access.Read(ref space.Claimed);
        return !space.Memory.IsLost;
    }

    /// <summary>The consumer is about to go on in this memory.</summary>
    public void OnMoving(RingMemory memory)
    {
        _start = memory.Start;
        _data = memory.Data;
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
            if (!RecordWord.IsPlausible(word, _capacity - ((int)position & _mask), _maxPacketLength) || position >= lap)
            {
                return false;
            }

            position += RecordWord.Length(word);
            word = _access.Read(ref Header(position).Word);
        }

        return (uint)((int)word - 1) < (uint)_maxPacketLength;
    }
}
