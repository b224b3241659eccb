using System.Diagnostics;
using System.Text;
using FastEmit.Buffers;
using FastEmit.Events;
using FastEmit.Records;

namespace FastEmit.Diagnostics;

/// <summary>
/// The measurements and activities of one lane's flushes, while a listener is attached: under FastEmit's names and under those of
/// OpenTelemetry's messaging conventions. Sender only; nothing is allocated without listeners.
/// </summary>
internal sealed class FlushTelemetry(string emitter, int lane)
{
    /// <summary>The most links of one activity: what OpenTelemetry's SDKs keep by default.</summary>
    private const int MaxLinks = 128;

    private readonly KeyValuePair<string, object?> _tag = new("fastemit.emitter", emitter);
    private KeyValuePair<string, object?>[] _messagingTags = [];
    private string? _url;

    /// <summary>Whether a listener is attached.</summary>
    public static bool IsEnabled =>
        EmitterMeters.FlushDuration.Enabled || EmitterMeters.BatchSize.Enabled || EmitterMeters.OperationDuration.Enabled
        || EmitterMeters.SentMessages.Enabled || FastEmitTelemetry.Activities.HasListeners();

    /// <summary>A flush begins: the records of a ring between two positions go to a server.</summary>
    /// <param name="url">The server.</param>
    /// <param name="events">How many events.</param>
    /// <param name="ring">Where they are.</param>
    /// <param name="start">Where the first of them begins.</param>
    /// <param name="end">Where the last of them ends.</param>
    /// <param name="isTraced">Whether they carry the context in which they were emitted.</param>
    public Activity? Begin(string url, long events, EventRing ring, long start, long end, bool isTraced)
    {
        UseServer(url);
        EmitterMeters.BatchSize.Record(events, _tag);
        EmitterMeters.SentMessages.Add(events, _messagingTags);
        Activity? activity = FastEmitTelemetry.Activities.StartActivity(ActivityKind.Producer, name: "fastemit.flush", tags: _messagingTags);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("fastemit.lane", lane).SetTag("messaging.batch.message_count", events);
            Describe(activity, ring, start, end, isTraced);
        }

        return activity;
    }

    /// <summary>It is over.</summary>
    public void End(Activity? activity, TimeSpan elapsed, string? error)
    {
        EmitterMeters.FlushDuration.Record(elapsed.TotalSeconds, _tag);
        if (error is null)
        {
            EmitterMeters.OperationDuration.Record(elapsed.TotalSeconds, _messagingTags);
        }
        else
        {
            EmitterMeters.OperationDuration.Record(elapsed.TotalSeconds, [.. _messagingTags, new("error.type", "connection_lost")]);
            activity?.SetTag("error.type", "connection_lost").SetStatus(ActivityStatusCode.Error, error);
        }

        activity?.Dispose();
    }

    private void UseServer(string url)
    {
        if (ReferenceEquals(url, _url))
        {
            return;
        }

        _url = url;
        Uri server = new(url);
        _messagingTags =
        [
            _tag,
            new("messaging.system", "socket.io"),
            new("messaging.operation.type", "send"),
            new("messaging.operation.name", "flush"),
            new("server.address", server.Host),
            new("server.port", server.Port),
        ];
    }

    /// <summary>The namespace, where all events have one, and the contexts in which the events were emitted, as links.</summary>
    private static void Describe(Activity activity, EventRing ring, long start, long end, bool isTraced)
    {
        HashSet<ActivityContext> contexts = [];
        HashSet<string> namespaces = [];
        for (long position = start; position < end && contexts.Count < MaxLinks && ring.TryRead(position, out RingRecord record); position = record.End)
        {
            EventPacket packet = new(record.Packet);
            namespaces.Add(Encoding.UTF8.GetString(packet.Namespace));
            if (isTraced && TraceStamp.TryRead(packet.Data, out ActivityContext context) && contexts.Add(context))
            {
                activity.AddLink(new ActivityLink(context));
            }
        }

        if (namespaces.Count == 1)
        {
            activity.SetTag("messaging.destination.name", namespaces.Single());
        }
    }
}
