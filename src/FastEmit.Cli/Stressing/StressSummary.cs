using System.Text.Json;
using FastEmit.Cli.Reporting;

namespace FastEmit.Cli.Stressing;

/// <summary>The measurements of one run of <c>stress</c>.</summary>
/// <param name="Delivery">The delivery of the events.</param>
/// <param name="AllocatedBytesPerEvent">Managed bytes allocated by the whole process per event, after the warm-up; null when nothing was confirmed.</param>
/// <param name="CpuMicrosecondsPerEvent">Processor time of the whole process per event, after the warm-up; null when nothing was confirmed.</param>
/// <param name="PeakMemoryBytes">The peak resident memory of the process in bytes.</param>
/// <param name="EmitLatency">The duration of sampled calls of <c>Emit</c> after the warm-up.</param>
internal sealed record StressSummary(
    DeliverySummary Delivery,
    double? AllocatedBytesPerEvent,
    double? CpuMicrosecondsPerEvent,
    long PeakMemoryBytes,
    LatencyHistogram EmitLatency)
{
    private static readonly (string Name, double Fraction)[] Percentiles = [("p50", 0.5), ("p99", 0.99), ("p999", 0.999)];

    /// <summary>Writes the members of the JSON object.</summary>
    public void WriteMembers(Utf8JsonWriter writer)
    {
        Delivery.WriteMembers(writer);
        WriteMeasure(writer, "allocatedBytesPerEvent", AllocatedBytesPerEvent);
        WriteMeasure(writer, "cpuMicrosecondsPerEvent", CpuMicrosecondsPerEvent);
        writer.WriteNumber("peakMemoryBytes", PeakMemoryBytes);
        writer.WriteStartObject("emitNanoseconds");
        foreach ((string name, double fraction) in Percentiles)
        {
            writer.WriteNumber(name, EmitLatency.Percentile(fraction));
        }

        writer.WriteNumber("max", EmitLatency.Max);
        writer.WriteEndObject();
    }

    /// <summary>Adds the rows of the summary for people.</summary>
    public SummaryGrid AddTo(SummaryGrid grid)
    {
        grid.Add(Delivery)
            .Add("allocated", Describe(AllocatedBytesPerEvent, "B/event"), "whole process, after the first tenth")
            .Add("cpu", Describe(CpuMicrosecondsPerEvent, "µs/event"), "whole process, after the first tenth");
        foreach ((string name, double fraction) in Percentiles)
        {
            grid.Add($"emit {name}", $"{Figures.Count(EmitLatency.Percentile(fraction))} ns");
        }

        return grid.Add("emit max", $"{Figures.Count(EmitLatency.Max)} ns", $"of {Figures.Count(EmitLatency.Count)} sampled calls");
    }

    private static string Describe(double? measure, string unit) => measure is { } value ? $"{Figures.Measure(value, 3)} {unit}" : "not measured";

    private static void WriteMeasure(Utf8JsonWriter writer, string name, double? measure)
    {
        if (measure is { } value)
        {
            writer.WriteNumber(name, Math.Round(value, 4));
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}

/// <summary>The resources that the process had used at a number of delivered events.</summary>
/// <param name="Delivered">The events confirmed or written by then.</param>
/// <param name="AllocatedBytes">Managed memory allocated by all threads since the process began.</param>
/// <param name="CpuTime">Processor time of all threads, user and system, since the process began.</param>
internal readonly record struct ResourceReading(long Delivered, long AllocatedBytes, TimeSpan CpuTime)
{
    /// <summary>Takes a reading. Stops all threads briefly, for the exact count of allocated bytes.</summary>
    public static ResourceReading Take(long delivered) =>
        new(delivered, GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime);

    /// <summary>Bytes allocated per event delivered since <paramref name="earlier"/>; null when there are none.</summary>
    public double? AllocatedBytesPerEventSince(in ResourceReading earlier) =>
        PerEvent(AllocatedBytes - earlier.AllocatedBytes, Delivered - earlier.Delivered);

    /// <summary>Processor time in microseconds per event delivered since <paramref name="earlier"/>; null when there are none.</summary>
    public double? CpuMicrosecondsPerEventSince(in ResourceReading earlier) =>
        PerEvent((CpuTime - earlier.CpuTime).TotalMicroseconds, Delivered - earlier.Delivered);

    private static double? PerEvent(double amount, long events) => events > 0 ? amount / events : null;
}
