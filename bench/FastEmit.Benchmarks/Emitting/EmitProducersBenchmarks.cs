using BenchmarkDotNet.Attributes;
using FastEmit.Load.Servers;

namespace FastEmit.Benchmarks.Emitting;

/// <summary>
/// What does an <c>Emit</c> cost that is queued, by one producer and by two at once, while the sender works? Everything is confirmed
/// between two measurements.
/// </summary>
public class EmitProducersBenchmarks
{
    private const int Events = 20_000;

    private static readonly (string First, string Second) Sessions = TwoLanes.Sessions();

    private ServerProcess _sink = null!;
    private HookEmitter _emitter = null!;

    /// <summary>Waits itself: a task that it returned would not be awaited in this process.</summary>
    [GlobalSetup]
    public void Create() => CreateAsync().GetAwaiter().GetResult();

    private async Task CreateAsync()
    {
        _sink = await ServerProcess.StartAsync(ServerKind.Sink);
        _emitter = HookEmitter.Create(new HookEmitterOptions
        {
            Url = _sink.Url,
            MaxConnections = TwoLanes.Count,
            Ring = { Capacity = 16 << 20 },
        });

        // A measurement is too short to be compiled during it.
        for (int i = 0; i < 50; i++)
        {
            _ = EmitTogether(Sessions.First, Sessions.Second);
            Confirm();
        }

        Thread.Sleep(500);
    }

    [IterationSetup]
    public void Confirm()
    {
        FlushReport report = _emitter.FlushAsync(TimeSpan.FromSeconds(60)).AsTask().GetAwaiter().GetResult();
        if (!report.Completed)
        {
            throw new InvalidOperationException($"It fell short: {report}.");
        }
    }

    [GlobalCleanup]
    public void Close() => CloseAsync().GetAwaiter().GetResult();

    private async Task CloseAsync()
    {
        await _emitter.DisposeAsync();
        await _sink.DisposeAsync();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Events)]
    public int OneProducer() => Emit(Sessions.First, Events);

    /// <summary>Per event, so that half of one producer's figure would be perfect. The start of a thread is in it, and on two cores two senders and the server.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public int TwoProducersWithDifferentKeys() => EmitTogether(Sessions.First, Sessions.Second);

    /// <summary>The same into one ring.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public int TwoProducersWithTheSameKey() => EmitTogether(Sessions.First, Sessions.First);

    private int EmitTogether(string first, string second)
    {
        int queued = 0;
        Thread other = new(() => queued = Emit(second, Events / 2));
        other.Start();
        int own = Emit(first, Events / 2);
        other.Join();
        return own + queued;
    }

    private int Emit(string session, int count)
    {
        int queued = EmitLoop.Run(_emitter, session, count);
        return queued == count ? queued : throw new InvalidOperationException($"{count - queued} events were not queued.");
    }
}
