using FastEmit.Benchmarks.Generators;

namespace FastEmit.Benchmarks.Budgets;

/// <summary>The source generator after an edit beside the compiler's own share: finding the events by their attribute.</summary>
internal sealed class GeneratorMeasurement : IMeasurement
{
    private const int Rounds = 41;

    public IReadOnlyList<string> Groups => ["generator"];

    public Task<IReadOnlyDictionary<string, Figure>> MeasureAsync()
    {
        var times = new GeneratorTimes();
        return Task.FromResult<IReadOnlyDictionary<string, Figure>>(new Dictionary<string, Figure>
        {
            ["generator.type"] = Of(times.NewType(Rounds)),
            ["generator.stroke"] = Of(times.KeyStroke(Rounds)),
        });
    }

    private static Figure Of((TimeSpan Ours, TimeSpan Empty) time) =>
        new(time.Ours / time.Empty, $"{time.Ours.TotalMilliseconds:F1} ms, {time.Empty.TotalMilliseconds:F1} ms");
}
