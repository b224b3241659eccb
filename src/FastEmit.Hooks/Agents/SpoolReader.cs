using FastEmit.Buffers;
using FastEmit.Fallbacks;
using FastEmit.Hooks.Spooling;

namespace FastEmit.Hooks.Agents;

/// <summary>The ring file as its one reader, where no emitter has it. Not thread-safe.</summary>
internal sealed class SpoolReader : IDisposable
{
    private readonly EventRing _ring;
    private readonly TimeProvider _time;
    private readonly FallbackBatch _batch = new();
    private StallWatch _stalls = new();

    private SpoolReader(MappedRingMemory memory, TimeProvider time)
    {
        _time = time;
        _ring = new EventRing(memory);
        _ring.Recover(time.GetTimestamp());
    }

    /// <summary>Takes the ring file over.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="time">The clock.</param>
    /// <param name="setAside">What was wrong with the file that lay there, or null.</param>
    /// <exception cref="RingFileException">Somebody else reads it, or it cannot be used.</exception>
    public static SpoolReader Open(HookPaths paths, TimeProvider time, out RingFileException? setAside) =>
        new(RingFile.OpenAsConsumer(paths.Ring, HookSpool.Capacity, time, out setAside), time);

    /// <summary>The next events, oldest first, or none. They stay in the ring, and valid until the next call, until <see cref="Release"/>.</summary>
    public ReadOnlyMemory<FallbackEvent> Read()
    {
        while (!_batch.Fill(_ring))
        {
            if (!TryUnblock())
            {
                return default;
            }
        }

        return _batch.Events;
    }

    /// <summary>Goes on in another file when this one was truncated, renamed, deleted or replaced, and says so. Null when all is well.</summary>
    public RingFileException? MoveIfLost() => _ring.MoveIfLost(_time)?.Report;

    /// <summary>Takes the oldest event out of the ring, which was read.</summary>
    public void Release()
    {
        if (_ring.TryRead(_ring.Confirmed, out RingRecord record))
        {
            _ring.Release(record.End);
        }
    }

    /// <summary>Lets another process, or an emitter of this one, have the file.</summary>
    public void Dispose() => _ring.Close();

    /// <summary>Gets past what nobody will commit. True when reading may get further now.</summary>
    private bool TryUnblock()
    {
        long position = _ring.Confirmed;
        long began = position;
        bool further = _stalls.TryUnblock(_ring, ref position, _time.GetTimestamp(), _time.TimestampFrequency);
        if (position != began)
        {
            _ring.Release(position);
        }

        return further;
    }
}
