using FastEmit.Load.Clients;
using OpenTelemetry;

namespace FastEmit.Benchmarks.Batching;

/// <summary>
/// OpenTelemetry's batch processor over the reference event, with its own defaults but for the queue's size and for its delay: a flush
/// now and then waits for the delay, which is 5 s by default, although it asked for an export.
/// </summary>
internal sealed class PostProcessor(PostExporter exporter, int maxQueueSize)
    : BatchExportProcessor<ReferenceData>(exporter, maxQueueSize, scheduledDelayMilliseconds: 1)
{
    /// <summary>Queues an event.</summary>
    public void Add(ReferenceData payload) => OnExport(payload);
}
