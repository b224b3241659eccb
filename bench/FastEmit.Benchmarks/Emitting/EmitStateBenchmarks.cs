using BenchmarkDotNet.Attributes;
using FastEmit.Benchmarks.Serialization;
using FastEmit.Resilience;

namespace FastEmit.Benchmarks.Emitting;

/// <summary>What does an <c>Emit</c> cost that is refused, for each reason, against serializing the event alone?</summary>
public class EmitStateBenchmarks
{
    private const int Operations = 1_000;

    /// <summary>Nobody listens there.</summary>
    private const string Nowhere = "http://127.0.0.1:1";

    private HookEmitter _full = null!;
    private HookEmitter _open = null!;
    private HookEmitter _closed = null!;

    [GlobalSetup]
    public void Create()
    {
        _full = HookEmitter.Create(new HookEmitterOptions { Url = Nowhere, MaxConnections = 1, ShutdownTimeout = TimeSpan.Zero });
        while (Emit(_full) == EmitResult.Queued)
        {
        }

        _open = HookEmitter.Create(new HookEmitterOptions
        {
            Url = Nowhere,
            MaxConnections = 1,
            FailureThreshold = 1,
            RecoveryTimeout = TimeSpan.FromHours(1),
            WhenCircuitOpen = CircuitOpenPolicy.Reject,
            ShutdownTimeout = TimeSpan.Zero,
        });
        _ = Emit(_open);
        SpinWait.SpinUntil(() => _open.GetStats().CircuitState == CircuitState.Open);
        _closed = HookEmitter.Create(Nowhere);
        _closed.DisposeAsync().AsTask().Wait();
        Expect(_full, EmitResult.DroppedFull);
        Expect(_open, EmitResult.DroppedCircuitOpen);
        Expect(_closed, EmitResult.Closed);
    }

    [GlobalCleanup]
    public void Close()
    {
        _full.DisposeAsync().AsTask().Wait();
        _open.DisposeAsync().AsTask().Wait();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Operations)]
    public int SerializationAlone() => SerializationCase.All[0].FastEmit(Operations);

    [Benchmark(OperationsPerInvoke = Operations)]
    public int RingFull() => EmitAll(_full);

    [Benchmark(OperationsPerInvoke = Operations)]
    public int CircuitOpen() => EmitAll(_open);

    [Benchmark(OperationsPerInvoke = Operations)]
    public int Closed() => EmitAll(_closed);

    private static int EmitAll(HookEmitter emitter)
    {
        ReferenceEvent value = ReferenceEvent.Sample;
        int refused = 0;
        for (int i = 0; i < Operations; i++)
        {
            refused += ReferenceEvent.Emit(
                emitter, value.Type, value.Subtype, value.Timestamp, value.SessionId, value.ToolName, value.Success, value.DurationMs) == EmitResult.Queued ? 0 : 1;
        }

        return refused;
    }

    private static EmitResult Emit(HookEmitter emitter) => emitter.Emit(ReferenceEvent.Sample);

    private static void Expect(HookEmitter emitter, EmitResult expected)
    {
        if (Emit(emitter) is var result && result != expected)
        {
            throw new InvalidOperationException($"Emit answers {result}, not {expected}.");
        }
    }
}
