namespace FastEmit.Simulation;

/// <summary>What a seed stands for: the emitter's options, the server, the way between them, the events and what goes wrong when.</summary>
internal sealed record Scenario
{
    public required int Seed { get; init; }

    public required DeliveryGuarantee Delivery { get; init; }

    public required int Lanes { get; init; }

    public required int RingBytes { get; init; }

    public required TimeSpan BatchWindow { get; init; }

    public required int MaxBatchSize { get; init; }

    public required int MaxInFlightBytes { get; init; }

    public required bool HasEnvelope { get; init; }

    public required TimeSpan RefusedNamespaceTimeout { get; init; }

    public required bool WriteWithoutProof { get; init; }

    public required bool HasBatchIds { get; init; }

    /// <summary>Older events are dropped when their turn comes.</summary>
    public required TimeSpan TimeToLive { get; init; }

    /// <summary>How long a caller of <c>EmitAsync</c> waits.</summary>
    public required TimeSpan AnswerTimeout { get; init; }

    /// <summary>Whether the server is a FastEmit collector with a store that outlives it: then every event is stored once.</summary>
    public bool IsCollector { get; init; }

    public required ServerHabits Server { get; init; }

    public required PathQuality Path { get; init; }

    /// <summary>Events, in the order of their times.</summary>
    public required IReadOnlyList<Burst> Bursts { get; init; }

    /// <summary>What goes wrong, in the order of its times. Without any, no connection may be lost.</summary>
    public required IReadOnlyList<Fault> Faults { get; init; }

    /// <summary>Whether nothing goes wrong.</summary>
    public bool IsCalm => Faults.Count == 0 && !Path.SwallowsPings && Bursts.All(static burst => burst.PoisonAt < 0);

    /// <summary>When nothing goes wrong any more.</summary>
    public TimeSpan Calm => Max(Bursts.Select(static burst => burst.At), Faults.Select(static fault => fault.At + fault.Lasts));

    public HookEmitterOptions Options(TimeProvider time) => new()
    {
        Url = "http://localhost:1",
        TimeProvider = time,
        Delivery = Delivery,
        TimeToLive = TimeToLive,
        MaxConnections = Lanes,
        Ring = { Capacity = RingBytes },
        Batch = { Window = BatchWindow, MaxEvents = MaxBatchSize, Envelope = HasEnvelope ? "batch" : null },
        Acks = { MaxInFlightBytes = MaxInFlightBytes, WriteWithoutProof = WriteWithoutProof, WatermarkTimeout = TimeSpan.FromSeconds(2), Timeout = TimeSpan.FromSeconds(3) },
        Stamps = { BatchId = HasBatchIds },
        Isolation = { RefusedNamespaceTimeout = RefusedNamespaceTimeout, PoisonAttempts = 3 },
        Connection = { Timeout = TimeSpan.FromSeconds(1) },
        Reconnect = { Delay = TimeSpan.FromMilliseconds(50), MaxDelay = TimeSpan.FromMilliseconds(500) },
        Circuit = { RecoveryTimeout = TimeSpan.FromSeconds(1) },
    };

    /// <summary>What it is, for whoever looks for the fault.</summary>
    public override string ToString() =>
        $"""
        {Delivery}, {Lanes} lanes of {RingBytes} bytes, window {BatchWindow.TotalMilliseconds} ms, batches of {MaxBatchSize}, in flight {MaxInFlightBytes}, envelope {HasEnvelope}, refused {RefusedNamespaceTimeout.TotalSeconds} s, without proof {WriteWithoutProof}, batch ids {HasBatchIds}, events live {TimeToLive.TotalSeconds} s, answers in {AnswerTimeout.TotalSeconds} s
        {(IsCollector ? "Collector" : "Node")}, {Server}
        {Path}
        {string.Join('\n', Bursts)}
        {string.Join('\n', Faults)}
        """;

    private static TimeSpan Max(params IEnumerable<TimeSpan>[] times) =>
        times.SelectMany(static some => some).DefaultIfEmpty().Max();
}

/// <summary>Events of one lane that come together.</summary>
/// <param name="At">When.</param>
/// <param name="Lane">Which lane.</param>
/// <param name="Count">How many.</param>
/// <param name="Bytes">Of the padding of each.</param>
/// <param name="Namespace">0 to 2.</param>
/// <param name="PoisonAt">The one that ends every connection; -1 for none.</param>
internal sealed record Burst(TimeSpan At, int Lane, int Count, int Bytes, int Namespace, int PoisonAt)
{
    /// <summary>Whether a caller waits for the answer to each (<c>EmitAsync</c>).</summary>
    public bool IsAwaited { get; init; }

    /// <summary>Whether a caller waits until all of them are confirmed (<c>FlushAsync</c>).</summary>
    public bool IsFlushed { get; init; }

    /// <summary>Binary attachments of each.</summary>
    public int Attachments { get; init; }
}

/// <summary>How the server does its work.</summary>
internal sealed record ServerHabits(
    TimeSpan Handler, TimeSpan PingInterval, TimeSpan PingTimeout, int MaxPayload, bool PoisonKills)
{
    /// <summary>How long after a handler the answer is sent that a caller of <c>EmitAsync</c> waits for.</summary>
    public TimeSpan AnswersAfter { get; init; }

    /// <summary>How long a collector's store takes for a commit.</summary>
    public TimeSpan Commit { get; init; }
}

/// <summary>Something goes wrong for a while.</summary>
internal sealed record Fault(TimeSpan At, FaultKind Kind, TimeSpan Lasts);

internal enum FaultKind
{
    Kill,
    Stall,
    Refuse,
    Reset,
    HalfOpen,
    StallPath,
    RefuseNamespace,
    DisconnectNamespace,

    /// <summary>A lane's thread does not get to run; what reads goes on.</summary>
    StallLane,

    /// <summary>A connection that seems idle is asked back.</summary>
    Retire,
}
