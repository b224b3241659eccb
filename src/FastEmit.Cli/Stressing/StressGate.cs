using FastEmit.Cli.Delivering;

namespace FastEmit.Cli.Stressing;

/// <summary>
/// Holds producers back while the rings are full, so that no <c>Emit</c> is refused: a producer passes before each
/// chunk of events. One instance for all producers of a run.
/// </summary>
/// <remarks>
/// The emitter's counters give the bytes in use in all rings together, so the producers keep their sum below what one
/// ring holds, less a chunk for each producer that may have passed and not emitted yet.
/// </remarks>
internal sealed class StressGate
{
    /// <summary>Above any reference event's record: 209 bytes of packet at the most, a header, alignment.</summary>
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

    /// <summary>The events that a producer may emit each time it passes.</summary>
    public int ChunkSize { get; }

    /// <summary>Waits, asleep, until there is room for a chunk.</summary>
    /// <returns>False when the run is stopped.</returns>
    public bool Pass() => _emitter.GetStats().RingBytes <= _highWater ? !_stop.IsCancellationRequested : PassDrained();

    /// <summary>
    /// Once the rings are full they drain by half before producers go on: waking for each event would cost more than
    /// emitting it. Each sleep is as long as all before it together, so at the rate at which the half has drained the
    /// producers are back before the other half has.
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
