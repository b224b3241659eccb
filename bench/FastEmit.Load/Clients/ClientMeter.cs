using System.Diagnostics;
using System.Text.Json;
using FastEmit.Cli.Stressing;

namespace FastEmit.Load.Clients;

/// <summary>What this process uses, from the end of its warm-up to the end of its run.</summary>
internal sealed class ClientMeter
{
    /// <summary>Of so many calls one is timed; a prime, as in <see cref="StressProducer"/>.</summary>
    private const int SampleInterval = StressProducer.SampleInterval;

    private readonly LatencyHistogram _latency = new();
    private ResourceReading _warm;
    private long _began;

    /// <summary>Whether the call that emits this event is to be timed.</summary>
    public static bool IsSampled(int number) => number % SampleInterval == 0;

    /// <summary>Records a timed call.</summary>
    public void Record(long startedAt) => _latency.Record((long)Stopwatch.GetElapsedTime(startedAt).TotalNanoseconds);

    /// <summary>The warm-up is over after this many events.</summary>
    public void Begin(int events) => (_warm, _began) = (ResourceReading.Take(events), Stopwatch.GetTimestamp());

    /// <summary>Prints the report, after this many events in all.</summary>
    public void Print(int events)
    {
        TimeSpan time = Stopwatch.GetElapsedTime(_began);
        ResourceReading end = ResourceReading.Take(events);
        ClientReport report = new(
            end.CpuMicrosecondsPerEventSince(_warm),
            end.AllocatedBytesPerEventSince(_warm),
            Process.GetCurrentProcess().PeakWorkingSet64,
            _latency.Count == 0 ? null : new EmitLatency(_latency.Percentile(0.5), _latency.Percentile(0.99), _latency.Percentile(0.999)),
            time.TotalSeconds);
        Console.WriteLine(JsonSerializer.Serialize(report, LoadJson.Default.ClientReport));
    }
}
