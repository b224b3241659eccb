namespace FastEmit.Buffers;

/// <summary>A ring file as a process sees it that only appends to it. Any thread.</summary>
internal sealed class RingProducer
{
    private readonly Lock _opening = new();
    private readonly string _path;
    private readonly int _capacity;
    private readonly TimeProvider _time;
    private State _state;

    private RingProducer(string path, int capacity, TimeProvider time)
    {
        _path = path;
        _capacity = capacity;
        _time = time;
        _state = OpenFile();
    }

    /// <summary>The problem of the file that the present one replaced, and where it is now. Null when there was none.</summary>
    public RingFileException? SetAside { get; private set; }

    /// <summary>The longest packet that is taken.</summary>
    public int MaxPacketLength => Ring.MaxPacketLength;

    /// <summary>End of the last append of any process.</summary>
    public long Claimed => Ring.Claimed;

    /// <summary>Everything before this has been taken.</summary>
    public long Confirmed => Ring.Confirmed;

    private EventRing Ring => Volatile.Read(ref _state).Ring;

    /// <inheritdoc cref="RingFile.OpenAsProducer"/>
    public static RingProducer Open(string path, int capacity, TimeProvider time) => new(path, capacity, time);

    /// <summary>Appends a packet of 1 to <see cref="MaxPacketLength"/> bytes. False when there is no room. Never blocks, unless the file is lost and another must be made.</summary>
    /// <exception cref="RingFileException">The file is lost, and none can be made in its place.</exception>
    public bool TryAppend(ReadOnlySpan<byte> packet, long timestamp) =>
        Ring.TryAppend(packet, timestamp) == AppendResult.Appended
        || (Refresh() && Ring.TryAppend(packet, timestamp) == AppendResult.Appended);

    /// <summary>Opens the file that has the name now, when that is another one. False when it is not.</summary>
    /// <exception cref="RingFileException">It cannot be used.</exception>
    public bool Refresh()
    {
        State seen = Volatile.Read(ref _state);
        if (seen.Memory.IsNamed)
        {
            return false;
        }

        lock (_opening)
        {
            if (ReferenceEquals(_state, seen))
            {
                Volatile.Write(ref _state, OpenFile());
            }
        }

        return true;
    }

    private State OpenFile()
    {
        MappedRingMemory memory = RingFile.OpenAsProducer(_path, _capacity, _time, out RingFileException? setAside);
        SetAside = setAside;
        return new State(memory, new EventRing(memory));
    }

    private sealed record State(MappedRingMemory Memory, EventRing Ring);
}
