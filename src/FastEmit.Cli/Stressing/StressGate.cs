using FastEmit.Cli.Delivering;

namespace FastEmit.Cli.Stressing;

/// <summary>
/// Makes producers wait while the rings are full, so that no <c>Emit</c> is refused: a producer passes the gate before each
/// chunk of events. One instance for all producers of a run.
/// </summary>
/// <remarks>
/// The emitter's counters give the bytes in use in all rings together. The producers keep this sum below the capacity of one
/// ring, minus one chunk for each producer, which may have passed without having emitted yet.
/// </remarks>
internal sealed class StressGate
{
    /// <summary>An upper limit of a reference event's record: at most 209 bytes of packet, a header and alignment.</summary>
    private const int MaxRecordBytes = 256;

    private const int MaxChunk = 256;
    private const int MinSleepMs = 1;
    private const int MaxSleepMs = 16;

    private readonly HookEmitter _emitter;
    private readonly long _highWater;
    private readonly long _lowWater;
    private readonly CancellationToken _stop;

    public StressGate(HookEmitter emitter, int ringCapacity, int producers, CancellationToken stop)
    {
        _emitter = emitter;
        _stop = stop;
        ChunkSize = Math.Clamp(ringCapacity / (4 * producers * MaxRecordBytes), 1, MaxChunk);
        _highWater = ringCapacity - RingRoom.Reserve - ((long)producers * ChunkSize * MaxRecordBytes) - MaxRecordBytes; // the last for the padding at the ring's end
        _lowWater = _highWater / 2;
    }

    /// <summary>The events that a producer may emit after each pass.</summary>
    public int ChunkSize { get; }

    /// <summary>Sleeps until there is room for a chunk.</summary>
    /// <returns>False when the run is stopped.</returns>
    public bool Pass() => _emitter.GetStats().RingBytes <= _highWater ? !_stop.IsCancellationRequested : PassDrained();

    /// <summary>
    /// Full rings drain by half before producers continue: waking for each event would cost more than
    /// emitting it. Each sleep is as long as all previous ones together, so at a constant drain rate the
    /// producers continue before the other half has drained.
    /// </summary>
    private bool PassDrained()
    {
        int slept = 0;
        do
        {
            int sleep = Math.Clamp(slept, MinSleepMs, MaxSleepMs);
            slept += sleep;
            if (_stop.WaitHandle.WaitOne(sleep))
            {
                return false;
            }
        }
        while (_emitter.GetStats().RingBytes > _lowWater);
        return true;
    }
}
