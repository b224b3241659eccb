using System.Diagnostics;

namespace FastEmit.Diagnostics;

/// <summary>What one lane reports of each flush, while somebody listens. Sender only; nothing is allocated without listeners.</summary>
internal sealed class FlushTelemetry(string emitter, int lane)
{
    private readonly KeyValuePair<string, object?> _tag = new("fastemit.emitter", emitter);

    /// <summary>Whether anybody listens.</summary>
    public static bool IsEnabled =>
        EmitterMeters.FlushDuration.Enabled || EmitterMeters.BatchSize.Enabled || FastEmitTelemetry.Activities.HasListeners();

    /// <summary>A flush of <paramref name="events"/> begins.</summary>
    public Activity? Begin(long events)
    {
        EmitterMeters.BatchSize.Record(events, _tag);
        Activity? activity = FastEmitTelemetry.Activities.StartActivity("fastemit.flush", ActivityKind.Producer);
        return activity?.SetTag("fastemit.emitter", _tag.Value).SetTag("fastemit.lane", lane).SetTag("messaging.batch.message_count", events);
    }

    /// <summary>It is over.</summary>
    public void End(Activity? activity, TimeSpan elapsed, string? error)
    {
        EmitterMeters.FlushDuration.Record(elapsed.TotalSeconds, _tag);
        if (error is not null)
        {
            activity?.SetStatus(ActivityStatusCode.Error, error);
        }

        activity?.Dispose();
    }
}
