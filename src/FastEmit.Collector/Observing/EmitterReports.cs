using System.Buffers;
using System.Text.Json;

namespace FastEmit.Collector.Observing;

/// <summary>
/// The last report of each emitter. A report is an event whose form docs/collector.md tells. Thread-safe;
/// bounded in number and size, since anybody may send some.
/// </summary>
internal sealed class EmitterReports(TimeProvider time)
{
    /// <summary>The main one, which every server has and every client may join.</summary>
    public const string Namespace = "/";

    /// <summary>The name of the event.</summary>
    public const string EventName = "fastemit_report";

    private const int MaxEmitters = 200;
    private const int MaxBytes = 32 * 1024;
    private const int MaxNameLength = 100;

    /// <summary>How long an emitter is shown after its last word.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, EmitterReport> _reports = new(StringComparer.Ordinal);

    /// <summary>Handles the event. What is no report is let go.</summary>
    public void OnReceived(in ReceivedEvent received)
    {
        if (received.Data.Length > MaxBytes || TryRead(received.Data) is not { } report)
        {
            return;
        }

        lock (_lock)
        {
            if (_reports.Count < MaxEmitters || _reports.ContainsKey(report.Id))
            {
                _reports[report.Id] = report;
            }
        }
    }

    /// <summary>The reports of emitters that have been heard not too long ago, with whether one is overdue.</summary>
    public IReadOnlyList<(EmitterReport Report, bool IsStale)> Read()
    {
        lock (_lock)
        {
            foreach (EmitterReport report in _reports.Values.Where(report => time.GetElapsedTime(report.ReceivedAt) > Remembered).ToList())
            {
                _reports.Remove(report.Id);
            }

            return
            [
                .. _reports.Values
                    .OrderBy(static report => report.Name, StringComparer.Ordinal)
                    .ThenBy(static report => report.Id, StringComparer.Ordinal)
                    .Select(report => (report, time.GetElapsedTime(report.ReceivedAt) > (3 * report.Interval) + TimeSpan.FromSeconds(2))),
            ];
        }
    }

    private EmitterReport? TryRead(ReadOnlySpan<byte> data)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(data.ToArray());
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "emitter") is not { } id)
            {
                return null;
            }

            double interval = root.TryGetProperty("interval_ms", out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : 0;
            return new EmitterReport(
                id, Text(root, "name") ?? id, time.GetTimestamp(), TimeSpan.FromMilliseconds(Math.Clamp(interval, 0, 3_600_000)), OnOneLine(root));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static byte[] OnOneLine(JsonElement root)
    {
        ArrayBufferWriter<byte> json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            root.WriteTo(writer);
        }

        return json.WrittenSpan.ToArray();
    }

    private static string? Text(JsonElement root, string member) =>
        root.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= MaxNameLength } text
            ? text
            : null;
}

/// <summary>The last report of an emitter.</summary>
/// <param name="Id">The emitter.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="ReceivedAt">When: a timestamp of the collector's clock.</param>
/// <param name="Interval">How often it reports.</param>
/// <param name="Json">All of it, a JSON object.</param>
internal sealed record EmitterReport(string Id, string Name, long ReceivedAt, TimeSpan Interval, byte[] Json);
