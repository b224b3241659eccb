using FastEmit.Buffers;

namespace FastEmit.Tests.Buffers;

/// <summary>A folder of its own with one ring file in it.</summary>
/// <param name="backing">The means by which it is opened; this system's unless told otherwise.</param>
internal sealed class RingFolder(FileBacking? backing = null) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastemit-ring-");
    private MappedRingMemory? _consumer;

    /// <summary>The means by which it is opened.</summary>
    public FileBacking Backing { get; } = backing ?? FileBacking.Current;

    /// <summary>The ring file; there is none at first.</summary>
    public string RingPath => Path.Combine(_folder.FullName, "events.0.ring");

    /// <summary>What the last consumer found when it took over.</summary>
    public RingRecovery Recovery { get; private set; }

    /// <summary>What was wrong with the file that the last consumer found.</summary>
    public RingFileException? SetAside { get; private set; }

    /// <summary>Files that were set aside.</summary>
    public string[] BadFiles => Directory.GetFiles(_folder.FullName, "*.bad");

    /// <summary>Everything in the folder.</summary>
    public string[] Files => Directory.GetFiles(_folder.FullName);

    /// <summary>Takes over the ring as its consumer; an earlier one of this folder has gone.</summary>
    public EventRing Consume(int capacity = RingLayout.MinCapacity, long now = long.MaxValue)
    {
        _consumer?.Dispose();
        _consumer = RingFile.OpenAsConsumer(RingPath, capacity, TimeProvider.System, out RingFileException? setAside, Backing);
        SetAside = setAside;
        EventRing ring = new(_consumer);
        Recovery = ring.Recover(now);
        return ring;
    }

    /// <summary>The ring as a process has it that only appends.</summary>
    public EventRing Produce(int capacity = RingLayout.MinCapacity) => new(RingFile.OpenAsProducer(RingPath, capacity, TimeProvider.System, out _, Backing));

    /// <summary>A process that works on the ring file by the same means.</summary>
    public RingProcess Start(string verb, params object[] arguments) => RingProcess.Start(Backing, [verb, RingPath, .. arguments]);

    /// <summary>Lets the consumer go.</summary>
    public void Close() => _consumer?.Dispose();

    /// <summary>Changes bytes of the file.</summary>
    public void Patch(long offset, params byte[] bytes)
    {
        using FileStream file = new(RingPath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Position = offset;
        file.Write(bytes);
    }

    /// <summary>Inverts a byte of the file: whatever stood there, it is another now.</summary>
    public void Damage(long offset)
    {
        using FileStream file = new(RingPath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Position = offset;
        int value = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)~value);
    }

    public void Dispose()
    {
        _consumer?.Dispose();
        _folder.Delete(recursive: true);
    }
}
