using System.Text.Json;

namespace FastEmit.Cli.Reporting;

/// <summary>The delivery of one run's events, with the fields that scripts rely on.</summary>
/// <param name="Stats">The emitter's counters at the end of the run.</param>
/// <param name="Guarantee">The requested guarantee.</param>
/// <param name="Elapsed">The time from the first event to the last confirmation, or to the timeout.</param>
internal sealed record DeliverySummary(HookEmitterStats Stats, DeliveryGuarantee Guarantee, TimeSpan Elapsed)
{
    /// <summary>Whether every event that was passed to the emitter is delivered with the requested guarantee.</summary>
    public bool IsComplete => (Guarantee == DeliveryGuarantee.AtMostOnce ? Stats.Delivered : Stats.Confirmed) == Stats.Offered;

    /// <summary>Events without the requested proof.</summary>
    public long Unproved => Guarantee == DeliveryGuarantee.AtMostOnce ? 0 : Stats.Written;

    /// <summary>Confirmed or written events per second of the run.</summary>
    public double EventsPerSecond => Elapsed > TimeSpan.Zero ? Stats.Delivered / Elapsed.TotalSeconds : 0;

    /// <summary>The dropped events by reason in snake_case; reasons with a count of zero are omitted.</summary>
    public IEnumerable<(string Reason, long Count)> Dropped =>
        DropCounts.Reasons.Select(reason => (Name(reason), Count(reason))).Where(static dropped => dropped.Item2 != 0);

    /// <summary>Writes the members of the JSON object.</summary>
    public void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteNumber("offered", Stats.Offered);
        writer.WriteNumber("confirmed", Stats.Confirmed);
        writer.WriteNumber("written", Stats.Written);
        writer.WriteNumber("pending", Stats.Pending);
        writer.WriteNumber("fellBack", Stats.FellBack);
        writer.WriteStartObject("dropped");
        foreach ((string reason, long count) in Dropped)
        {
            writer.WriteNumber(reason, count);
        }

        writer.WriteEndObject();
        writer.WriteNumber("resent", Stats.Resent);
        writer.WriteNumber("reconnects", Stats.Reconnects);
        writer.WriteNumber("seconds", Math.Round(Elapsed.TotalSeconds, 6));
        writer.WriteNumber("eventsPerSecond", Math.Round(EventsPerSecond, 1));
        if (Stats.UnconfirmedLanes > 0)
        {
            writer.WriteNumber("unconfirmedLanes", Stats.UnconfirmedLanes);
        }

        if (Stats.LastError is not null)
        {
            writer.WriteString("lastError", Stats.LastError);
        }
    }

    private static string Name(DropReason reason) => JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());

    private long Count(DropReason reason) => Stats.Dropped[reason];
}

/// <summary>The events that count as progress, for any guarantee.</summary>
internal static class DeliveredEvents
{
    extension(HookEmitterStats stats)
    {
        /// <summary>Events that are confirmed, or written without proof.</summary>
        public long Delivered => stats.Confirmed + stats.Written;
    }
}

/// <summary>The first line of a summary.</summary>
internal static class Verdict
{
    /// <summary>The result of the run.</summary>
    public static string Of(DeliverySummary delivery, bool isComplete, string url) => (isComplete, delivery.Guarantee) switch
    {
        (false, _) => "It fell short.",
        (true, DeliveryGuarantee.AtMostOnce) => $"Every event is written to {url}.",
        _ => $"Every event is confirmed by {url}.",
    };
}
