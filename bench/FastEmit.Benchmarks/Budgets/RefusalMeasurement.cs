using FastEmit.Benchmarks.Serialization;
using FastEmit.Resilience;

namespace FastEmit.Benchmarks.Budgets;

/// <summary>What an <c>Emit</c> costs that is refused.</summary>
internal sealed class RefusalMeasurement : IMeasurement
{
    /// <summary>Nobody listens there.</summary>
    private const string Nowhere = "http://127.0.0.1:1";

    public async Task<IReadOnlyDictionary<string, Figure>> MeasureAsync()
    {
        await using HookEmitter full = HookEmitter.Create(new HookEmitterOptions { Url = Nowhere, MaxConnections = 1, ShutdownTimeout = TimeSpan.Zero });
        while (Emit(full) == EmitResult.Queued)
        {
        }

        await using HookEmitter open = HookEmitter.Create(new HookEmitterOptions
        {
            Url = Nowhere,
            MaxConnections = 1,
            FailureThreshold = 1,
            RecoveryTimeout = TimeSpan.FromHours(1),
            WhenCircuitOpen = CircuitOpenPolicy.Reject,
            ShutdownTimeout = TimeSpan.Zero,
        });
        _ = Emit(open);
        while (open.GetStats().CircuitState != CircuitState.Open)
        {
            await Task.Delay(1);
        }

        HookEmitter closed = HookEmitter.Create(Nowhere);
        await closed.DisposeAsync();

        QuickLoop loop = new(operations: 20_000, rounds: 41);
        loop.Add("baseline", SerializationCase.All[0].SystemTextJson);
        Add("refuse.full", full, EmitResult.DroppedFull);
        Add("refuse.open", open, EmitResult.DroppedCircuitOpen);
        Add("refuse.closed", closed, EmitResult.Closed);
        Dictionary<string, QuickResult> results = loop.Run();
        double baseline = results["baseline"].MedianNanoseconds;
        Dictionary<string, Figure> figures = results.Where(static result => result.Key != "baseline").ToDictionary(
            static result => result.Key,
            result => new Figure(result.Value.MedianNanoseconds / baseline, $"{result.Value.MedianNanoseconds:F1} ns, {baseline:F0} ns"));
        double bytes = figures.Keys.Sum(state => results[state].BytesPerOperation);
        figures["refuse.bytes"] = new Figure(bytes, $"{bytes:0.##} B");
        return figures;

        void Add(string name, HookEmitter emitter, EmitResult expected)
        {
            if (Emit(emitter) != expected)
            {
                throw new InvalidOperationException($"{name}: Emit answers {Emit(emitter)}.");
            }

            loop.Add(name, count => (int)EmitBurst.Run(emitter, count).AllocatedBytes);
        }
    }

    private static EmitResult Emit(HookEmitter emitter) => emitter.Emit(ReferenceEvent.Sample);
}
