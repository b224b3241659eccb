using BenchmarkDotNet.Attributes;

namespace FastEmit.Benchmarks.Serialization;

/// <summary>The serialization budgets (DESIGN.md §5) with BenchmarkDotNet's care: each kind of event, each way.</summary>
public class SerializationBenchmarks
{
    private const int Operations = 1_000;

    private SerializationCase _case = null!;

    [Params("reference", "escaped", "non-ASCII", "long", "nested", "collections")]
    public string Event { get; set; } = "";

    [GlobalSetup]
    public void Choose()
    {
        _case = SerializationCase.All.Single(one => one.Name == Event);
        if (_case.ByHand(1) != _case.SystemTextJson(1))
        {
            throw new InvalidOperationException("The encoders do not write the same.");
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Operations)]
    public int FastEmit() => _case.FastEmit(Operations);

    [Benchmark(OperationsPerInvoke = Operations)]
    public int SystemTextJson() => _case.SystemTextJson(Operations);

    [Benchmark(OperationsPerInvoke = Operations)]
    public int ByHand() => _case.ByHand(Operations);
}
