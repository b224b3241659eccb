using FastEmit.Acks;
using FastEmit.Lanes;
using FastEmit.Resilience;

namespace FastEmit.Sending;

/// <summary>The state that the parts of one sender share. It outlives connections; owned by the sender.</summary>
internal sealed class SenderState
{
    private Backoff _backoff;

    public SenderState(Lane lane, HookEmitterOptions options, IAwaitedAnswers answers, TrialTurn turn, Random random)
    {
        Lane = lane;
        Options = options;
        Answers = answers;
        Random = random;
        Clock = new PassClock(options.TimeProvider.TimestampFrequency);
        Positions = new Positions(lane.Ring);
        Marks = new Watermarks(Clock, options.Acks.MaxInFlightBytes, random);
        Heartbeat = new HeartbeatWatch(Clock);
        Held = new HeldPackets(answers);
        Releases = new Releases(lane, Held, Refusals);
        Trials = new Trials(lane, Clock, Positions, Marks, options.Isolation.PoisonAttempts, turn, Held, options.Acks.Timeout);
        Overdue = new OverdueWatch(Clock, Marks, options.Acks.WatermarkTimeout);
        _backoff = new Backoff(options.Reconnect.Delay, options.Reconnect.MaxDelay, options.Reconnect.Jitter);
    }

    public Lane Lane { get; }

    public HookEmitterOptions Options { get; }

    /// <summary>The answers that callers wait for, over all lanes.</summary>
    public IAwaitedAnswers Answers { get; }

    /// <summary>The source of random numbers.</summary>
    public Random Random { get; }

    public PassClock Clock { get; }

    public Positions Positions { get; }

    public Watermarks Marks { get; }

    /// <summary>Whether the server comes to its timers.</summary>
    public HeartbeatWatch Heartbeat { get; }

    /// <summary>The events of this lane whose answers callers wait for.</summary>
    public HeldPackets Held { get; }

    /// <summary>The namespaces that the servers do not have.</summary>
    public Refusals Refusals { get; } = new();

    public Releases Releases { get; }

    public Trials Trials { get; }

    /// <summary>The pauses before the next connection, or the next CONNECT.</summary>
    public ref Backoff Backoff => ref _backoff;

    /// <summary>Judges watermarks that do not come back.</summary>
    public OverdueWatch Overdue { get; }

    /// <summary>The next pause.</summary>
    public TimeSpan NextPause() => _backoff.Next(Random.NextDouble());

    /// <summary>Counts a failed connect, a lost connection, a namespace refused or disconnected.</summary>
    public void CountError() => Volatile.Write(ref Lane.Counters.Errors, Lane.Counters.Errors + 1);
}
