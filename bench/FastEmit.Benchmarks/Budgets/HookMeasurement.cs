using FastEmit.Benchmarks.Hooks;

namespace FastEmit.Benchmarks.Budgets;

/// <summary>The command-line hook as a whole process.</summary>
internal sealed class HookMeasurement : IMeasurement
{
    private const int Runs = 21;

    public IReadOnlyList<string> Groups => ["hook"];

    public async Task<IReadOnlyDictionary<string, Figure>> MeasureAsync()
    {
        HookCandidate[] candidates = await HookComparison.RunAsync(Runs, program: null);
        double hook = candidates[0].Quantile(0.5);
        double node = candidates.First(static candidate => candidate.Name == HookComparison.Node).Quantile(0.5);
        return new Dictionary<string, Figure> { ["hook.node"] = new(hook / node, $"{hook:F1} ms, {node:F1} ms") };
    }
}
