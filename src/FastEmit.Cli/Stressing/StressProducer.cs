namespace FastEmit.Cli.Stressing;

/// <summary>
/// One thread that emits a range of numbers in order, and times every <see cref="SampleInterval"/>th call. Allocates nothing while it runs.
/// </summary>
internal sealed class StressProducer
{
    /// <summary>
    /// One of this number of calls is timed: reading the clock twice costs about as much as an <c>Emit</c>. A prime, so that the
    /// samples do not always hit the first event of the gate's chunks.
    /// </summary>
    public const int SampleInterval = 61;

    private readonly HookEmitter _emitter;
    private readonly StressGate _gate;
    private readonly string[] _sessions;
    private readonly int _sessionMask;
    private readonly TimeProvider _time;
    private readonly int _first;
    private readonly int _end;
    private readonly int _warm;
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly double _nanosecondsPerTick;
    private readonly long _timestampCost;

    /// <param name="emitter">The emitter.</param>
    /// <param name="gate">The gate of all producers.</param>
    /// <param name="sessions">The sessions, which the events use in turn; their number is a power of two.</param>
    /// <param name="first">The first number.</param>
    /// <param name="end">The number after the last.</param>
    /// <param name="time">The clock.</param>
    public StressProducer(HookEmitter emitter, StressGate gate, string[] sessions, int first, int end, TimeProvider time)
    {
        (_emitter, _gate, _sessions, _first, _end, _time) = (emitter, gate, sessions, first, end, time);
        _sessionMask = sessions.Length - 1;
        _warm = first + ((end - first) / StressRun.WarmUpFraction);
        _nanosecondsPerTick = 1e9 / time.TimestampFrequency;
        _timestampCost = MeasureTimestampCost();
    }

    /// <summary>The duration of sampled calls after the warm-up, in nanoseconds, without the cost of reading the clock.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>Completes when every number is emitted or the run was stopped.</summary>
    public Task Finished => _finished.Task;

    /// <summary>Starts the thread.</summary>
    public void Start() => new Thread(Run) { IsBackground = true, Name = "stress producer" }.Start();

    private void Run()
    {
        try
        {
            int next = _first;
            while (next < _end && _gate.Pass())
            {
                int chunkEnd = (int)Math.Min((long)next + _gate.ChunkSize, _end);
                EmitRange(next, chunkEnd);
                next = chunkEnd;
            }

            _finished.SetResult();
        }
        catch (Exception exception)
        {
            _finished.SetException(exception);
        }
    }

    private void EmitRange(int first, int end)
    {
        for (int number = first; number < end; number++)
        {
            string session = _sessions[number & _sessionMask];
            if (number >= _warm && (number - _warm) % SampleInterval == 0)
            {
                EmitTimed(session, number);
            }
            else
            {
                _ = ReferenceEvent.EmitNumbered(_emitter, session, number); // a refusal is in the emitter's counters
            }
        }
    }

    private void EmitTimed(string session, int number)
    {
        long startedAt = _time.GetTimestamp();
        _ = ReferenceEvent.EmitNumbered(_emitter, session, number);
        Latency.Record((long)((_time.GetTimestamp() - startedAt) * _nanosecondsPerTick) - _timestampCost);
    }

    /// <summary>The minimum time between two readings of the clock, in nanoseconds.</summary>
    private long MeasureTimestampCost()
    {
        const int Readings = 1000;
        long least = long.MaxValue;
        for (int i = 0; i < Readings; i++)
        {
            long first = _time.GetTimestamp();
            least = Math.Min(least, _time.GetTimestamp() - first);
        }

        return (long)(least * _nanosecondsPerTick);
    }
}
