using Microsoft.Win32.SafeHandles;

namespace FastEmit.Buffers;

/// <summary>A ring file, mapped: the memory of a ring that outlives its processes. Made by <see cref="RingFile"/>.</summary>
/// <remarks>
/// <para>
/// <b>Lifetime.</b> The mapping and the file handle stay until nobody can reach this object, so a producer that is still
/// copying while its emitter closes touches mapped memory, and its process still counts as alive. Closing only lets
/// another consumer in.
/// </para>
/// <para>
/// <b>Who is alive.</b> A process that opens the file takes one of <see cref="RingLayout.MaxOwners"/> byte locks, which
/// the kernel gives back when the process is gone, and counts up the generation that belongs to the lock. An owner is the
/// pair of both: it is alive while the generation stands and the lock is taken.
/// </para>
/// <para>
/// <b>What it survives.</b> The death of any process, at any instruction: the pages belong to the kernel. Not a power
/// cut or a crash of the kernel itself, unless the pages happened to be written out; nothing here waits for the disk.
/// </para>
/// </remarks>
internal sealed unsafe class MappedRingMemory : RingMemory, IDisposable
{
    private const int ConsumerLock = 0;
    private const int FirstOwnerLock = 1;
    private const int SlotBits = 12;
    private const int SlotMask = RingLayout.MaxOwners - 1;

    private readonly SafeFileHandle _file;
    private readonly FileMapping _mapping;
    private readonly TimeProvider _time;
    private int _isReader;

    /// <param name="path">Where the file is, for messages and copies.</param>
    /// <param name="file">The open file, this object's from now on. The caller has the consumer's lock if it is the consumer.</param>
    /// <param name="header">The file's header.</param>
    /// <param name="isConsumer">Whether this process reads.</param>
    /// <param name="time">For the names of copies.</param>
    public MappedRingMemory(string path, SafeFileHandle file, RingFileHeader header, bool isConsumer, TimeProvider time)
    {
        Path = path;
        _file = file;
        _time = time;
        _isReader = isConsumer ? 1 : 0;
        _mapping = new FileMapping(file, header.FileLength);
        Start = _mapping.Start;
        Data = Start + RingLayout.SharedData;
        Capacity = header.Capacity;
        Key = header.Key;
        IsShared = true;
        IsConsumer = isConsumer;
        Owner = TakeOwner();
        if (isConsumer)
        {
            *(long*)(Start + RingLayout.ConsumerProcess) = Environment.ProcessId;
        }
    }

    /// <summary>Where the file was when it was opened.</summary>
    public string Path { get; }

    /// <summary>Takes the right to be the one consumer of a file. False when another has it.</summary>
    public static bool TryBecomeConsumer(SafeFileHandle file) => FileRangeLock.TryTake(file, ConsumerLock);

    /// <summary>What is wrong with the cursors, or null.</summary>
    public string? FindBadCursor()
    {
        long freed = Cursor(RingLayout.Freed);
        long freeing = Cursor(RingLayout.Freeing);
        long confirmed = Cursor(RingLayout.Confirmed);
        long claimed = Cursor(RingLayout.Claimed);

        // Each is read before the one that must not be behind it, so that what others do meanwhile cannot look wrong.
        bool ordered = freed >= 0 && freed <= freeing && freeing <= confirmed && confirmed <= claimed;
        bool fits = claimed - Cursor(RingLayout.Freed) <= Capacity;
        bool aligned = ((freed | freeing | confirmed | claimed) & (RecordHeader.Alignment - 1)) == 0;
        return ordered && fits && aligned
            ? null
            : $"its cursors are freed {freed}, freeing {freeing}, confirmed {confirmed}, claimed {claimed}; "
                + $"accepted: multiples of {RecordHeader.Alignment} in ascending order, the last at most {Capacity} after the first.";
    }

    /// <inheritdoc/>
    public override bool IsAlive(uint owner)
    {
        int slot = (int)(owner & SlotMask);
        return owner == Owner || (Generation(slot) == owner >> SlotBits && FileRangeLock.IsTaken(_file, FirstOwnerLock + slot));
    }

    /// <inheritdoc/>
    public override void KeepCopy() => File.Copy(Path, RingFile.NameAside(Path, _time));

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
            FileRangeLock.Release(_file, ConsumerLock);
        }
    }

    private uint TakeOwner()
    {
        int first = Environment.ProcessId;
        for (int i = 0; i < RingLayout.MaxOwners; i++)
        {
            int slot = (first + i) & SlotMask;
            if (FileRangeLock.TryTake(_file, FirstOwnerLock + slot))
            {
                uint generation = (uint)Interlocked.Increment(ref GenerationWord(slot)) & (uint.MaxValue >> SlotBits);
                return (generation << SlotBits) | (uint)slot;
            }
        }

        throw new RingFileException(
            RingFileProblem.TooManyProcesses, Path, $"{RingLayout.MaxOwners} processes hold it open, which is the most there can be.");
    }

    private uint Generation(int slot) => (uint)Volatile.Read(ref GenerationWord(slot)) & (uint.MaxValue >> SlotBits);

    private ref int GenerationWord(int slot) => ref ((int*)(Start + RingLayout.CursorBytes))[slot];

    private long Cursor(int offset) => Volatile.Read(ref *(long*)(Start + offset));
}
