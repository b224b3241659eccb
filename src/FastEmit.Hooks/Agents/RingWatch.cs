using FastEmit.Buffers;
using FastEmit.Hooks.Spooling;

namespace FastEmit.Hooks.Agents;

/// <summary>Watches the ring file's cursors, independent of its reader, and detects idleness. Only the cursors are thread-safe.</summary>
internal sealed class RingWatch
{
    private readonly RingProducer _ring;
    private readonly TimeSpan _idleExit;
    private readonly TimeProvider _time;
    private long _seen;
    private long _changedAt;

    private RingWatch(RingProducer ring, TimeSpan idleExit, TimeProvider time)
    {
        _ring = ring;
        _idleExit = idleExit;
        _time = time;
        _seen = Sum;
        _changedAt = time.GetTimestamp();
    }

    /// <summary>The problem of the previous file and its new path; null when no file was set aside.</summary>
    public RingFileException? SetAside => _ring.SetAside;

    /// <summary>End of the last append. Any thread.</summary>
    public long Claimed => _ring.Claimed;

    /// <summary>Bytes of the ring that are not confirmed. Any thread.</summary>
    public long PendingBytes => Math.Max(0, _ring.Claimed - _ring.Confirmed);

    /// <summary>Both cursors only grow.</summary>
    private long Sum => _ring.Claimed + _ring.Confirmed;

    /// <summary>Watches the current ring file.</summary>
    /// <exception cref="RingFileException">It cannot be used.</exception>
    public static RingWatch Open(HookPaths paths, TimeSpan idleExit, TimeProvider time) =>
        new(RingProducer.Open(paths.Ring, HookSpool.Capacity, time), idleExit, time);

    /// <summary>Whether nothing was appended or confirmed for the agent's idle time. Moves on to the new file when the file was replaced.</summary>
    /// <exception cref="RingFileException">The new file cannot be used.</exception>
    public bool IsIdle()
    {
        _ring.Refresh();
        if (Sum is var sum && sum != _seen)
        {
            _seen = sum;
            _changedAt = _time.GetTimestamp();
        }

        return _time.GetElapsedTime(_changedAt) >= _idleExit;
    }
}
