using FastEmit.Load.Clients;
using OpenTelemetry;

namespace FastEmit.Benchmarks.Batching;

/// <summary>OpenTelemetry's batch processor over the reference event, with its own defaults but for the queue's size.</summary>
internal sealed class PostProcessor(PostExporter exporter, int maxQueueSize) : BatchExportProcessor<ReferenceData>(exporter, maxQueueSize)
{
    /// <summary>Queues an event.</summary>
    public void Add(ReferenceData payload) => OnExport(payload);
}
