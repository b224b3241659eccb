using FastEmit.Benchmarks.Emitting;
using FastEmit.Benchmarks.Serialization;

namespace FastEmit.Benchmarks.Budgets;

/// <summary>What an <c>Emit</c> costs that is refused.</summary>
internal sealed class RefusalMeasurement : IMeasurement
{
    public IReadOnlyList<string> Groups => ["refuse"];

    public async Task<IReadOnlyDictionary<string, Figure>> MeasureAsync()
    {
        await using RefusingEmitters emitters = await RefusingEmitters.CreateAsync();
        QuickLoop loop = new(operations: 20_000, rounds: 41);
        loop.Add("baseline", SerializationCase.All[0].SystemTextJson);
        Add("refuse.full", emitters.Full);
        Add("refuse.open", emitters.Open);
        Add("refuse.closed", emitters.Closed);
        Dictionary<string, QuickResult> results = loop.Run();
        double baseline = results["baseline"].MedianNanoseconds;
        Dictionary<string, Figure> figures = results.Where(static result => result.Key != "baseline").ToDictionary(
            static result => result.Key,
            result => new Figure(result.Value.MedianNanoseconds / baseline, $"{result.Value.MedianNanoseconds:F1} ns, {baseline:F0} ns"));
        double bytes = figures.Keys.Sum(state => results[state].BytesPerOperation);
        figures["refuse.bytes"] = new Figure(bytes, $"{bytes:0.##} B");
        return figures;

        void Add(string name, HookEmitter emitter) =>
            loop.Add(name, count => EmitLoop.Run(emitter, ReferenceEvent.Sample.SessionId, count));
    }
}
