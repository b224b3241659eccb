using BenchmarkDotNet.Attributes;
using FastEmit.Benchmarks.Serialization;

namespace FastEmit.Benchmarks.Emitting;

/// <summary>What does an <c>Emit</c> cost that is refused, for each reason, against serializing the event alone?</summary>
public class EmitStateBenchmarks
{
    private const int Operations = 1_000;

    private RefusingEmitters _emitters = null!;

    /// <summary>Waits itself: a task that it returned would not be awaited in this process.</summary>
    [GlobalSetup]
    public void Create() => _emitters = RefusingEmitters.CreateAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Close() => _emitters.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Benchmark(Baseline = true, OperationsPerInvoke = Operations)]
    public int SerializationAlone() => SerializationCase.All[0].FastEmit(Operations);

    [Benchmark(OperationsPerInvoke = Operations)]
    public int RingFull() => EmitAll(_emitters.Full);

    [Benchmark(OperationsPerInvoke = Operations)]
    public int CircuitOpen() => EmitAll(_emitters.Open);

    [Benchmark(OperationsPerInvoke = Operations)]
    public int Closed() => EmitAll(_emitters.Closed);

    private static int EmitAll(HookEmitter emitter) => EmitLoop.Run(emitter, ReferenceEvent.Sample.SessionId, Operations);
}
