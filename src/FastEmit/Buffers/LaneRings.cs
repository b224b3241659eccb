using System.Globalization;

namespace FastEmit.Buffers;

/// <summary>The rings of an emitter's lanes: on the heap, or resumed from one file a lane.</summary>
internal sealed class LaneRings : IDisposable
{
    private readonly List<EventRing> _rings = [];
    private readonly List<RingFileException> _setAside = [];

    private LaneRings()
    {
    }

    /// <summary>One ring for each lane.</summary>
    public IReadOnlyList<EventRing> Rings => _rings;

    /// <summary>Files that could not be used: what was wrong and where they are now.</summary>
    public IReadOnlyList<RingFileException> SetAside => _setAside;

    /// <summary>The sums of the recovery of all files.</summary>
    public RingRecovery Recovery { get; private set; }

    /// <summary>The file of a lane.</summary>
    public static string PathOf(string prefix, int lane) => string.Create(CultureInfo.InvariantCulture, $"{prefix}.{lane}.ring");

    /// <summary>Takes rings on the heap, or with a prefix takes over the files <c>prefix.0.ring</c>, <c>prefix.1.ring</c> and so on.</summary>
    /// <param name="lanes">How many.</param>
    /// <param name="capacity">Bytes of each; a file that is there keeps its own capacity.</param>
    /// <param name="prefix">Path prefix of the files, or null.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="RingFileException">A file is in use, cannot be written, or belongs to a lane that there is no more and holds events.</exception>
    public static LaneRings Open(int lanes, int capacity, string? prefix, TimeProvider time)
    {
        LaneRings rings = new();
        try
        {
            for (int lane = 0; lane < lanes; lane++)
            {
                rings._rings.Add(prefix is null
                    ? new EventRing(RingMemory.OnHeap(capacity))
                    : rings.Resume(PathOf(prefix, lane), capacity, time));
            }

            if (prefix is not null)
            {
                ThrowIfEventsWouldStay(prefix, lanes, capacity, time);
            }

            return rings;
        }
        catch
        {
            rings.Dispose();
            throw;
        }
    }

    /// <summary>Lets the next consumer have the files. The rings stay usable in memory.</summary>
    public void Dispose()
    {
        foreach (EventRing ring in _rings)
        {
            ring.Close();
        }
    }

    /// <summary>With fewer lanes than before, the events of the others would wait for ever, unnoticed.</summary>
    private static void ThrowIfEventsWouldStay(string prefix, int lanes, int capacity, TimeProvider time)
    {
        string path = PathOf(prefix, lanes);
        for (int lane = lanes; File.Exists(path); path = PathOf(prefix, ++lane))
        {
            using MappedRingMemory file = RingFile.OpenAsConsumer(path, capacity, time, out _);
            long records = new EventRing(file).Recover(time.GetTimestamp()).Records;
            if (records != 0)
            {
                throw new RingFileException(
                    RingFileProblem.NoLane, path,
                    $"it holds {records} events of lane {lane}, but there are {lanes} lanes; accepted: {nameof(HookEmitterOptions.MaxConnections)} of at least {lane + 1} until they are sent.");
            }
        }
    }

    private EventRing Resume(string path, int capacity, TimeProvider time)
    {
        MappedRingMemory file = RingFile.OpenAsConsumer(path, capacity, time, out RingFileException? setAside);
        if (setAside is not null)
        {
            _setAside.Add(setAside);
        }

        EventRing ring = new(file);
        RingRecovery found = ring.Recover(time.GetTimestamp());
        ring.ResumeEpoch(found);
        Recovery = new RingRecovery
        {
            Records = Recovery.Records + found.Records,
            Abandoned = Recovery.Abandoned + found.Abandoned,
            DamagedBytes = Recovery.DamagedBytes + found.DamagedBytes,
        };
        return ring;
    }
}
