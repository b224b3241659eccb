using FastEmit.Buffers;
using FastEmit.Fallbacks;
using FastEmit.Hooks.Spooling;

namespace FastEmit.Hooks.Agents;

/// <summary>Reads the ring file while no emitter owns it. The file has one reader at a time. Not thread-safe.</summary>
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

    /// <summary>Opens the ring file as its reader.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="time">The clock.</param>
    /// <param name="setAside">The problem of the previous file, which was set aside; or null.</param>
    /// <exception cref="RingFileException">Another reader has the file, or it cannot be used.</exception>
    public static SpoolReader Open(HookPaths paths, TimeProvider time, out RingFileException? setAside) =>
        new(RingFile.OpenAsConsumer(paths.Ring, HookSpool.Capacity, time, out setAside), time);

    /// <summary>The next events, oldest first, or none. They are valid until the next call, and stay in the ring until <see cref="Release"/>.</summary>
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

    /// <summary>Moves to another file when this one was truncated, renamed, deleted or replaced, and returns the report. Null when the file is intact.</summary>
    public RingFileException? MoveIfLost() => _ring.MoveIfLost(_time)?.Report;

    /// <summary>Removes the oldest event, which was read, from the ring.</summary>
    public void Release()
    {
        if (_ring.TryRead(_ring.Confirmed, out RingRecord record))
        {
            _ring.Release(record.End);
        }
    }

    /// <summary>Releases the file for another process or an emitter of this one.</summary>
    public void Dispose() => _ring.Close();

    /// <summary>Skips a record that will never be committed. True when reading can continue.</summary>
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
