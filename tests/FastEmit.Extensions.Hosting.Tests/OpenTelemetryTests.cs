using System.Collections.Concurrent;
using System.Diagnostics;
using FastEmit.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace FastEmit.Extensions.Hosting.Tests;

public sealed class OpenTelemetryTests
{
    [Fact]
    public async Task Export_EventsConfirmed_MetricsAndFlushSpansReachTheExporters()
    {
        await using EventServer server = await EventServer.StartAsync();
        LastValues values = new();
        Spans spans = new();
        using MeterProvider metrics = Sdk.CreateMeterProviderBuilder()
            .AddMeter(FastEmitTelemetry.Name)
            .AddReader(new BaseExportingMetricReader(values))
            .Build();
        using TracerProvider traces = Sdk.CreateTracerProviderBuilder()
            .AddSource(FastEmitTelemetry.Name)
            .AddProcessor(new SimpleActivityExportProcessor(spans))
            .Build();

        await using (HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions { Url = server.Url, Name = "otel" }))
        {
            for (int i = 0; i < 10; i++)
            {
                emitter.Emit(new ToolUsed("x", i));
            }
        }

        Assert.True(metrics.ForceFlush());
        Assert.Equal(10, values.Sums["fastemit.events.confirmed"]);
        Assert.Equal(10, values.Sums["fastemit.batch.size"]);
        Assert.Equal(10L, spans.Events);
        Assert.Equal(10, server.Events.Count);
    }

    private sealed class LastValues : BaseExporter<Metric>
    {
        public ConcurrentDictionary<string, double> Sums { get; } = [];

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (Metric metric in batch)
            {
                foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
                {
                    if (IsMine(point))
                    {
                        Sums[metric.Name] = metric.MetricType switch
                        {
                            MetricType.LongSum => point.GetSumLong(),
                            MetricType.Histogram => point.GetHistogramSum(),
                            _ => 0,
                        };
                    }
                }
            }

            return ExportResult.Success;
        }

        private static bool IsMine(in MetricPoint point)
        {
            foreach (KeyValuePair<string, object?> tag in point.Tags)
            {
                if (tag is { Key: "fastemit.emitter", Value: "otel" })
                {
                    return true;
                }
            }

            return false;
        }
    }

    private sealed class Spans : BaseExporter<Activity>
    {
        private long _events;

        public long Events => Interlocked.Read(ref _events);

        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (Activity activity in batch)
            {
                if ("otel".Equals(activity.GetTagItem("fastemit.emitter")))
                {
                    Interlocked.Add(ref _events, (long)activity.GetTagItem("messaging.batch.message_count")!);
                }
            }

            return ExportResult.Success;
        }
    }
}
