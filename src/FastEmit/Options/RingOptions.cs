using FastEmit.Buffers;

namespace FastEmit.Options;

/// <summary>The rings in which events wait, one a lane.</summary>
public sealed class RingOptions
{
    /// <summary>Bytes of ring per lane: a power of two from 4 KiB to 256 MiB.</summary>
    public int Capacity { get; set; } = 4 << 20;

    /// <summary>
    /// A path prefix: the rings then live in the files <c>prefix.0.ring</c>, <c>prefix.1.ring</c> and so on, one a lane,
    /// and an event that was queued survives the process, however it ends; the next emitter with this prefix sends it.
    /// Null (the default) for rings on the heap. The folder must exist; one emitter at a time.
    /// </summary>
    /// <remarks>
    /// A file keeps the capacity that it was created with. One that cannot be used (another version, truncated,
    /// corrupted) is set aside as <c>*.bad</c>, logged, and replaced. Other processes may append to the files and
    /// wake the lane. Events survive the death of any process;
    /// a power cut only as <see cref="Sync"/> says. A file that is truncated, renamed, deleted or replaced while it is in use
    /// is noticed: the emitter goes on in a new one, and lost events are dropped (<see cref="DropReason.RingFileLost"/>). Except on Linux a file
    /// that is truncated, or whose disk is full or fails, may end the process.
    /// </remarks>
    public string? File { get; set; }

    /// <summary>When ring files are written to the disk: never (the default), every <see cref="SyncInterval"/>, or at every flush.</summary>
    public RingFileSync Sync { get; set; }

    /// <summary>How often ring files are written to the disk, unless <see cref="Sync"/> says never: 10 ms to one hour.</summary>
    public TimeSpan SyncInterval { get; set; } = TimeSpan.FromSeconds(1);

    internal RingOptions Copy() => (RingOptions)MemberwiseClone();

    internal void Declare(OptionVisitor visit)
    {
        Capacity = visit.PowerOfTwo(nameof(Capacity), Capacity, RingLayout.MinCapacity, RingLayout.MaxCapacity);
        File = visit.Text(nameof(File), File, File is not "", $"a path prefix, or null");

        // Two rules of one option. Text is read by the first; the second is about the finished options, since File may be set later.
        Sync = visit.Choice(nameof(Sync), Sync);
        visit.Value(nameof(Sync), Sync, null, Sync == RingFileSync.Never || File is not null, $"{nameof(RingFileSync.Never)} without a {nameof(File)}");
        SyncInterval = visit.Duration(nameof(SyncInterval), SyncInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
    }
}
