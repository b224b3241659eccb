using Microsoft.Win32.SafeHandles;

namespace FastEmit.Buffers;

/// <summary>A ring file, mapped: the memory of a ring that outlives its processes. Made by <see cref="RingFile"/>.</summary>
/// <remarks>
/// <para>
/// <b>Lifetime.</b> The mapping and the file handle stay until this object is unreachable, so a producer that is still
/// copying while its emitter closes touches mapped memory, and its process still counts as alive. Closing only lets
/// another consumer in.
/// </para>
/// <para>
/// <b>Who is alive.</b> A process that opens the file takes one of <see cref="RingLayout.MaxOwners"/> byte locks, which
/// the kernel gives back when the process is gone, and counts up the generation that belongs to the lock. An owner is the
/// pair of both: it is alive while the generation stands and the lock is taken.
/// </para>
/// <para>
/// <b>What it survives.</b> The death of any process, at any instruction: the pages belong to the kernel. A power
/// cut or a crash of the kernel itself only as far as the pages were written out: see <see cref="WriteOut"/>.
/// </para>
/// <para>
/// <b>What happens to the file.</b> Truncated, or out of reach of its disk: <see cref="FileMapping"/> turns to zeros, and <see cref="IsLost"/>
/// says so. Renamed, deleted, replaced: <see cref="FindFault"/> does. The consumer then moves to a new file, see <see cref="EventRing.Move"/>.
/// </para>
/// </remarks>
internal sealed unsafe class MappedRingMemory : RingMemory, IDisposable
{
    private const int ConsumerLock = 0;
    private const int FirstOwnerLock = 1;
    private const int SlotBits = 12;
    private const int SlotMask = RingLayout.MaxOwners - 1;

    private readonly SafeFileHandle _file;
    private readonly FileLocks _locks;
    private readonly FileMapping _mapping;
    private readonly TimeProvider _time;
    private readonly RingFileHeader _header;
    private string? _place;
    private ulong? _mark;
    private int _isReader;

    /// <param name="backing">The system's means.</param>
    /// <param name="path">Where the file is, for messages and copies.</param>
    /// <param name="file">The open file, this object's from now on.</param>
    /// <param name="locks">Its locks, this object's too. They hold the consumer's if this process is the consumer.</param>
    /// <param name="header">The file's header.</param>
    /// <param name="isConsumer">Whether this process reads.</param>
    /// <param name="time">For the names of copies.</param>
    public MappedRingMemory(FileBacking backing, string path, SafeFileHandle file, FileLocks locks, RingFileHeader header, bool isConsumer, TimeProvider time)
    {
        Backing = backing;
        Path = path;
        _file = file;
        _locks = locks;
        _time = time;
        _header = header;
        _place = isConsumer ? backing.PlaceOf(file) : null;
        _isReader = isConsumer ? 1 : 0;
        _mapping = backing.Map(file, header.FileLength);
        Start = _mapping.Start;
        Data = Start + RingLayout.SharedData;
        Capacity = header.Capacity;
        Key = header.Key;
        IsShared = true;
        IsConsumer = isConsumer;
        Owner = TakeOwner();
        Volatile.Write(ref *(long*)(Start + RingLayout.FreedSeen), Cursor(RingLayout.Freed)); // A power cut may have taken back the cursor and not its copy.
        if (isConsumer)
        {
            ConsumerProcess = Environment.ProcessId;
        }
    }

    /// <summary>The system's means.</summary>
    public FileBacking Backing { get; }

    /// <summary>Its locks, for the one that takes its place.</summary>
    public FileLocks Locks => _locks;

    /// <summary>Where the file was when it was opened.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    /// <remarks>The consumer's number lies behind the cursors: a file that was truncated within its first page has zeros there, and no fault tells.</remarks>
    public override bool IsLost => _mapping.IsVoid || *(ulong*)Start != RingFileHeader.MagicWord || (IsConsumer && ConsumerProcess == 0);

    /// <summary>Whether another run of the machine wrote the file, as far as the system tells. Until <see cref="TakeEpoch"/>.</summary>
    public override bool MayBeStale => Mark == 0 || Volatile.Read(ref EpochMark) != Mark;

    /// <summary>Whether the file is whole as far as one look tells, and still has its name.</summary>
    public bool IsNamed => !IsLost && RingFile.IsStillAt(Backing, Path, _file);

    /// <summary>Whether another handle leads to the same file.</summary>
    public bool IsSame(SafeFileHandle other) => Backing.IsSame(other, _file);

    /// <summary>The damage to the file since it was opened, or null. A few system calls.</summary>
    public RingFileException? FindFault()
    {
        long length = RandomAccess.GetLength(_file);
        string? place = Backing.PlaceOf(_file);
        return length < _header.FileLength
                ? Fault(RingFileProblem.Truncated, $"it was truncated from {_header.FileLength} to {length} bytes while it was in use.")
            : _mapping.IsVoid
                ? Fault(RingFileProblem.NoSpace, "its disk is full or fails: a byte of it could not be written.")
            : IsLost
                ? Fault(RingFileProblem.Corrupted, "its header was overwritten while it was in use.")
            : place != _place
                ? Fault(RingFileProblem.Moved, $"it was renamed, deleted or replaced while it was in use; it is '{place}' now.")
            : place is null && !RingFile.IsStillAt(Backing, Path, _file)
                ? Fault(RingFileProblem.Moved, "it was renamed, deleted or replaced while it was in use.")
            : null;
    }

    /// <summary>Leaves the file, and reads what is in it. See <see cref="RingMoving{TAccess}.MoveTo"/>.</summary>
    /// <param name="released">The position up to which the consumer has released.</param>
    /// <param name="remains">How much of it.</param>
    public byte[] Leave(long released, out RingRemains remains)
    {
        _mapping.Void();
        return RingImage.Of(_file, _header, released, out remains);
    }

    /// <summary>Waits until everything that is in the ring now is on the disk.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void WriteOut()
    {
        _mapping.Flush();
        RandomAccess.FlushToDisk(_file);
    }

    /// <summary>The file has the name now that the lost one had, after it was opened under another one.</summary>
    public void TakePlaceOf(MappedRingMemory lost) => _place = lost._place;

    /// <summary>Takes the right to be the one consumer of a file. False when another has it.</summary>
    public static bool TryBecomeConsumer(FileLocks locks, FileLocks? successorOf) => locks.TryTake(ConsumerLock, successorOf);

    /// <summary>The epoch of the file's positions: the one before goes on when nothing speaks against it. Consumer only.</summary>
    /// <param name="goesOn">Whether it may, as far as the content tells.</param>
    public ulong TakeEpoch(bool goesOn)
    {
        ref ulong epoch = ref *(ulong*)(Start + RingLayout.Epoch);
        if (!goesOn || MayBeStale)
        {
            Volatile.Write(ref EpochMark, 0); // A process that is killed here leaves no mark, and so no epoch.
            Volatile.Write(ref epoch, RingEpoch.Next());
            Volatile.Write(ref EpochMark, Mark);
        }

        return epoch;
    }

    /// <summary>The rule that the cursors break, or null.</summary>
    public string? FindBadCursor()
    {
        // In this order what others do meanwhile cannot look wrong.
        long freed = Cursor(RingLayout.Freed);
        long freeing = Cursor(RingLayout.Freeing);
        long confirmed = Cursor(RingLayout.Confirmed);
        long claimed = Cursor(RingLayout.Claimed);
        return RingCursors.FindFault(freed, freeing, confirmed, claimed, Cursor(RingLayout.Freed), Capacity);
    }

    /// <inheritdoc/>
    public override bool IsAlive(uint owner)
    {
        int slot = (int)(owner & SlotMask);
        return owner == Owner || (Generation(slot) == owner >> SlotBits && _locks.IsTaken(FirstOwnerLock + slot));
    }

    /// <inheritdoc/>
    public override void KeepCopy()
    {
        try
        {
            File.Copy(Path, RingFile.NameAside(Path, _time));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A copy is for a person who wants to look; the events behind the damage are what matters.
        }
    }

    /// <inheritdoc/>
    public override void OnCommitted()
    {
        if (!IsConsumer)
        {
            RingBell.RingIfAsked(this);
        }
    }

    /// <summary>Lets another process be the consumer. Records may still be appended.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isReader, 0) != 0)
        {
            _locks.Release(ConsumerLock);
        }
    }

    private RingFileException Fault(RingFileProblem problem, string found) => new(problem, Path, found);

    private uint TakeOwner()
    {
        int first = _locks.ManyApart == int.MaxValue ? Environment.ProcessId : 0;
        for (int i = 0; i < RingLayout.MaxOwners; i++)
        {
            int slot = (first + i) & SlotMask;
            if (_locks.TryTake(FirstOwnerLock + slot))
            {
                uint generation = (uint)Interlocked.Increment(ref GenerationWord(slot)) & (uint.MaxValue >> SlotBits);
                return (generation << SlotBits) | (uint)slot;
            }
        }

        throw new RingFileException(
            RingFileProblem.TooManyProcesses, Path, $"{RingLayout.MaxOwners} processes hold it open, which is the most there can be.");
    }

    private uint Generation(int slot) => (uint)Volatile.Read(ref GenerationWord(slot)) & (uint.MaxValue >> SlotBits);

    private ref long ConsumerProcess => ref *(long*)(Start + RingLayout.ConsumerProcess);

    private ref int GenerationWord(int slot) => ref ((int*)(Start + RingLayout.CursorBytes))[slot];

    private ref ulong EpochMark => ref *(ulong*)(Start + RingLayout.EpochMark);

    /// <summary>What the mark is in this run of the machine. Read once, since it takes two files' facts; consumer only.</summary>
    private ulong Mark => _mark ??= RingEpoch.MarkOf(Backing.IdentityOf(_file), (ulong)Cursor(RingLayout.Instance));

    private long Cursor(int offset) => Volatile.Read(ref *(long*)(Start + offset));
}
