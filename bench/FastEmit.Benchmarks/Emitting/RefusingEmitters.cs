using FastEmit.Benchmarks.Serialization;
using FastEmit.Resilience;

namespace FastEmit.Benchmarks.Emitting;

/// <summary>An emitter for each reason to refuse an event. None of them reaches a server.</summary>
internal sealed class RefusingEmitters : IAsyncDisposable
{
    /// <summary>Nobody listens there.</summary>
    private const string Nowhere = "http://127.0.0.1:1";

    private RefusingEmitters(HookEmitter full, HookEmitter open, HookEmitter closed) => (Full, Open, Closed) = (full, open, closed);

    /// <summary>Its ring is full.</summary>
    public HookEmitter Full { get; }

    /// <summary>Its circuit is open, and it rejects then.</summary>
    public HookEmitter Open { get; }

    /// <summary>It is disposed.</summary>
    public HookEmitter Closed { get; }

    /// <summary>Brings each into its state.</summary>
    /// <exception cref="InvalidOperationException">One of them answers otherwise than it should.</exception>
    public static async Task<RefusingEmitters> CreateAsync()
    {
        HookEmitter full = HookEmitter.Create(new HookEmitterOptions { Url = Nowhere, MaxConnections = 1, ShutdownTimeout = TimeSpan.Zero });
        while (Emit(full) == EmitResult.Queued)
        {
        }

        HookEmitter open = HookEmitter.Create(new HookEmitterOptions
        {
            Url = Nowhere,
            MaxConnections = 1,
            Circuit = { FailureThreshold = 1, RecoveryTimeout = TimeSpan.FromHours(1), WhenOpen = CircuitOpenPolicy.Reject },
            ShutdownTimeout = TimeSpan.Zero,
        });
        _ = Emit(open);
        while (open.GetStats().CircuitState != CircuitState.Open)
        {
            await Task.Delay(1);
        }

        HookEmitter closed = HookEmitter.Create(Nowhere);
        await closed.DisposeAsync();
        Expect(full, EmitResult.RingFull);
        Expect(open, EmitResult.CircuitOpen);
        Expect(closed, EmitResult.Closed);
        return new RefusingEmitters(full, open, closed);
    }

    public async ValueTask DisposeAsync()
    {
        await Full.DisposeAsync();
        await Open.DisposeAsync();
    }

    private static EmitResult Emit(HookEmitter emitter) => emitter.Emit(ReferenceEvent.Sample);

    private static void Expect(HookEmitter emitter, EmitResult expected)
    {
        EmitResult result = Emit(emitter);
        if (result != expected)
        {
            throw new InvalidOperationException($"Emit answers {result} instead of {expected}.");
        }
    }
}
