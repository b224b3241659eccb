using System.Text.Json;
using FastEmit.Collector.Events;
using FastEmit.Collector.Storage;
using FastEmit.Protocol.Packets;

namespace FastEmit.Collector.Observing;

/// <summary>
/// Puts a session's events on a timeline: the two events of a tool call become one span, every other event a mark. Calls run side by side, so
/// events are paired by what they have in common (<c>correlation_id</c> or <c>tool_use_id</c>), and only where they have nothing by their tool.
/// </summary>
internal sealed class SessionTimeline
{
    private static readonly string[] DetailMembers = ["command", "file_path", "pattern", "url", "description", "preview"];

    private readonly Dictionary<string, Queue<int>> _running = new(StringComparer.Ordinal);
    private readonly List<TimelineSpan> _spans = [];

    /// <summary>The spans and marks so far, by their beginnings; what began together stays in the order of its events.</summary>
    public IEnumerable<TimelineSpan> Spans => _spans.OrderBy(static span => span.Start);

    /// <summary>When the first event or call began: milliseconds since 1970.</summary>
    public double First { get; private set; } = double.MaxValue;

    /// <summary>When the last of them ended.</summary>
    public double Last { get; private set; }

    /// <summary>Events added.</summary>
    public int Events { get; private set; }

    /// <summary>Adds the session's next event.</summary>
    public void Add(StoredEvent stored)
    {
        EventFacts facts = EventFacts.Read(stored.Data.Span);
        double time = EventTime.ToMicroseconds(facts.SentAt ?? stored.Time) / 1000.0;
        Events++;
        First = Math.Min(First, time);
        Last = Math.Max(Last, time);
        string tool = facts.Tool.IsEmpty ? "tool" : JsonText.Decode(facts.Tool);
        string? call = facts.Call.IsEmpty ? null : JsonText.Decode(facts.Call);
        switch (stored.Type)
        {
            case ToolEvents.Before:
                Begin(new TimelineSpan(stored.Id, "running", tool, DetailOf(stored.Data), call, time, null));
                break;
            case ToolEvents.After:
                End(stored.Id, tool, call, time, facts.Duration, facts.Success);
                break;
            default:
                _spans.Add(new TimelineSpan(stored.Id, "mark", stored.Type, null, null, time, null));
                break;
        }
    }

    private void Begin(TimelineSpan span)
    {
        string key = span.Call ?? span.Label;
        if (!_running.TryGetValue(key, out Queue<int>? running))
        {
            _running[key] = running = new Queue<int>();
        }

        running.Enqueue(_spans.Count);
        _spans.Add(span);
    }

    private void End(long id, string tool, string? call, double time, double duration, bool? success)
    {
        int? place = _running.TryGetValue(call ?? tool, out Queue<int>? running) && running.TryDequeue(out int first) ? first : null;
        TimelineSpan? begun = place is { } known ? _spans[known] : null;
        double start = begun?.Start ?? time - Math.Max(0, duration);
        TimelineSpan ended = new(
            id, success == false ? "failed" : "done", begun?.Label ?? tool, begun?.Detail, call, start, duration >= 0 ? duration : Math.Max(0, time - start));
        First = Math.Min(First, start);
        Last = Math.Max(Last, start + ended.Duration!.Value);
        if (place is { } index)
        {
            _spans[index] = ended;
        }
        else
        {
            _spans.Add(ended);
        }
    }

    /// <summary>The input of a tool, from the members in which agent hooks and simple records put it.</summary>
    private static string? DetailOf(ReadOnlyMemory<byte> data)
    {
        const int longest = 80;
        try
        {
            using JsonDocument document = JsonDocument.Parse(data);
            JsonElement root = document.RootElement;
            JsonElement inner = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out JsonElement nested) ? nested : root;
            string? detail = Text(inner, "tool_parameters", DetailMembers) ?? Text(inner, "parameters");
            return detail is { Length: > longest } ? string.Concat(detail.AsSpan(0, longest - 1), "…") : detail;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string member, params ReadOnlySpan<string> innerMembers)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(member, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        foreach (string inner in innerMembers)
        {
            if (Text(value, inner) is { } text)
            {
                return text;
            }
        }

        return null;
    }
}

/// <summary>A tool call of a session, or another of its events, on the session's timeline.</summary>
/// <param name="Id">The event to look at: that of the call's end, if it has ended.</param>
/// <param name="State"><c>done</c>, <c>failed</c> or <c>running</c> for a tool call, <c>mark</c> for another event.</param>
/// <param name="Label">The tool, or the event's type.</param>
/// <param name="Detail">The tool's input, in short; or null.</param>
/// <param name="Call">The key of the call's events, or null.</param>
/// <param name="Start">When it began: milliseconds since 1970.</param>
/// <param name="Duration">Its milliseconds; null while it runs, and for a mark.</param>
internal sealed record TimelineSpan(long Id, string State, string Label, string? Detail, string? Call, double Start, double? Duration);
