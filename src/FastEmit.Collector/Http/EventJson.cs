using System.Text;
using System.Text.Json;
using FastEmit.Collector.Digests;
using FastEmit.Collector.Events;
using FastEmit.Collector.Observing;
using FastEmit.Collector.Storage;
using FastEmit.Protocol.Packets;

namespace FastEmit.Collector.Http;

/// <summary>Events as the API gives them out.</summary>
internal static class EventJson
{
    /// <summary>Of a text in a preview: what a client calls its session goes to everybody who watches.</summary>
    private const int MaxPreviewChars = 512;

    private static readonly JsonReaderOptions DataOptions = new() { MaxDepth = 256 };

    /// <summary>The event with its data.</summary>
    public static void Write(Utf8JsonWriter json, StoredEvent stored)
    {
        json.WriteStartObject();
        bool isJson = WriteFacts(json, stored);
        json.WritePropertyName("data"u8);
        if (isJson)
        {
            WriteData(json, stored.Data);
        }
        else
        {
            json.WriteStringValue(Encoding.UTF8.GetString(stored.Data.Span));
            json.WriteBoolean("isText"u8, true);
        }

        json.WriteEndObject();
    }

    /// <summary>The event with the beginning of its data as text.</summary>
    public static void WritePreview(Utf8JsonWriter json, StoredEvent stored, int maxBytes)
    {
        json.WriteStartObject();
        WriteFacts(json, stored, MaxPreviewChars);
        ReadOnlySpan<byte> data = stored.Data.Span;
        int length = Math.Min(data.Length, maxBytes);
        while (length > 0 && length < data.Length && (data[length] & 0xC0) == 0x80)
        {
            length--; // Not within a character.
        }

        json.WriteString("preview"u8, Encoding.UTF8.GetString(data[..length]));
        DigestJson.Write(json, EventDigest.Read(stored));
        json.WriteEndObject();
    }

    /// <summary>Everything but the data. True when the data is one JSON value.</summary>
    private static bool WriteFacts(Utf8JsonWriter json, StoredEvent stored, int maxChars = int.MaxValue)
    {
        EventFacts facts = EventFacts.Read(stored.Data.Span);
        json.WriteNumber("id"u8, stored.Id);
        json.WriteNumber("time"u8, EventTime.ToMicroseconds(stored.Time) / 1000.0);
        WriteText(json, "namespace", stored.Namespace, maxChars);
        WriteText(json, "name", stored.Name, maxChars);
        WriteText(json, "type", stored.Type, maxChars);
        WriteText(json, "session", stored.Session, maxChars);
        WriteText(json, "tool", facts.Tool.IsEmpty ? null : JsonText.Decode(facts.Tool), maxChars);
        WriteText(json, "call", facts.Call.IsEmpty ? null : JsonText.Decode(facts.Call), maxChars);
        if (facts.Duration >= 0 && double.IsFinite(facts.Duration))
        {
            json.WriteNumber("ms"u8, facts.Duration);
        }

        if (facts.Success is { } success)
        {
            json.WriteBoolean("ok"u8, success);
        }

        if (LatencyWindow.Of(facts.SentAt, stored.Time) is { } latency)
        {
            json.WriteNumber("latency"u8, Math.Round(latency, 3));
        }

        json.WriteNumber("size"u8, stored.Data.Length);
        if (stored.AttachmentLengths.Count > 0)
        {
            json.WriteStartArray("attachments"u8);
            foreach (int length in stored.AttachmentLengths)
            {
                json.WriteNumberValue(length);
            }

            json.WriteEndArray();
        }

        return facts.IsOneValue && IsShallow(stored.Data.Span);
    }

    /// <summary>On one line, as export needs it.</summary>
    private static void WriteData(Utf8JsonWriter json, ReadOnlyMemory<byte> data)
    {
        if (data.Span.IndexOfAny((byte)'\n', (byte)'\r') < 0)
        {
            json.WriteRawValue(data.Span, skipInputValidation: true);
            return;
        }

        using JsonDocument document = JsonDocument.Parse(data, new JsonDocumentOptions { MaxDepth = DataOptions.MaxDepth });
        document.WriteTo(json);
    }

    private static void WriteText(Utf8JsonWriter json, string member, string? text, int maxChars)
    {
        if (text is not null)
        {
            json.WriteString(member, text.AsSpan(0, Math.Min(text.Length, maxChars)));
        }
    }

    /// <summary>Whether a reader with ordinary limits takes the data: a collector that does not validate has not looked.</summary>
    private static bool IsShallow(ReadOnlySpan<byte> data)
    {
        try
        {
            Utf8JsonReader reader = new(data, DataOptions);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
