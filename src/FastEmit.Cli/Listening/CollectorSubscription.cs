using System.Text.Json;
using FastEmit.SocketIO;

namespace FastEmit.Cli.Listening;

/// <summary>
/// A subscription to the events that a collector takes. It is begun anew on each connection, behind the last event that came.
/// One thread at a time.
/// </summary>
internal sealed class CollectorSubscription(string conditions)
{
    /// <summary>Where collectors serve subscriptions.</summary>
    public const string Namespace = "/";

    /// <summary>The event that carries one of the collector's.</summary>
    public const string Event = "fastemit_event";

    private const string Missed = "fastemit_missed";

    private long? _last;

    /// <summary>Subscribes. Returns null, or why the server refuses.</summary>
    /// <exception cref="Exception">The connection was lost, or nobody answered.</exception>
    public async Task<string?> BeginAsync(SocketIOSocket socket, TimeSpan patience)
    {
        SocketIOAck answer = await socket.EmitWithAckAsync("fastemit_subscribe", [SocketIOArgument.FromJson(Request())], patience);
        using JsonDocument document = JsonDocument.Parse(answer.Json);
        JsonElement arguments = document.RootElement;
        return arguments.GetArrayLength() == 1 && arguments[0].ValueKind == JsonValueKind.Object && arguments[0].TryGetProperty("error", out JsonElement error)
            ? error.ToString()
            : null;
    }

    /// <summary>An event of the subscription: the collector's event, or how many it could not send any more. Null for anything else.</summary>
    public JsonElement? Read(in SocketIOEvent e)
    {
        if (e.Name is not (Event or Missed))
        {
            return null;
        }

        Utf8JsonReader reader = new(e.Arguments);
        JsonElement read = JsonElement.ParseValue(ref reader);
        if (read.ValueKind == JsonValueKind.Object && read.TryGetProperty("id", out JsonElement id) && id.TryGetInt64(out long number))
        {
            _last = number;
        }

        return read;
    }

    private byte[] Request()
    {
        using JsonDocument given = JsonDocument.Parse(conditions);
        using MemoryStream bytes = new();
        using (Utf8JsonWriter writer = new(bytes))
        {
            writer.WriteStartObject();
            foreach (JsonProperty condition in given.RootElement.EnumerateObject().Where(condition => _last is null || condition.Name != "after"))
            {
                condition.WriteTo(writer);
            }

            if (_last is { } last)
            {
                writer.WriteNumber("after", last);
            }

            writer.WriteEndObject();
        }

        return bytes.ToArray();
    }
}
