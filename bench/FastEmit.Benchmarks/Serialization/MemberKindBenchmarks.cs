using BenchmarkDotNet.Attributes;

namespace FastEmit.Benchmarks.Serialization;

/// <summary>What does a member of each kind cost? Events of four.</summary>
public class MemberKindBenchmarks
{
    private const int Operations = 1_000;

    private SerializationCase _case = null!;

    [Params("string", "integer", "double", "bool", "enum", "Guid", "DateTime")]
    public string Kind { get; set; } = "";

    [GlobalSetup]
    public void Choose()
    {
        _case = SerializationCase.Kinds.Single(one => one.Name == Kind);
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
