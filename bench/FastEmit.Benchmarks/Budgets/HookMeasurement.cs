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
        double node = Median(candidates, HookComparison.Node);
        double own = Median(candidates, HookComparison.Own);
        double native = Median(candidates, HookComparison.Native);
        double empty = Median(candidates, HookComparison.Empty);
        double collect = Median(candidates, HookComparison.Collect);
        return new Dictionary<string, Figure>
        {
            ["hook.node"] = new(native / node, $"{native:F1} ms, {node:F1} ms"),
            ["hook.own"] = new(own / node, $"{own:F1} ms, {node:F1} ms"),
            ["hook.empty"] = new(own / empty, $"{own:F1} ms, {empty:F1} ms"),
            ["hook.collect"] = new(collect / empty, $"{collect:F1} ms, {empty:F1} ms"),
        };
    }

    private static double Median(HookCandidate[] candidates, string name) => candidates.First(candidate => candidate.Name == name).Quantile(0.5);
}
