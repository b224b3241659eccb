using System.Text.Json;

namespace FastEmit.Collector;

/// <summary>Whether a client may join a namespace. Immutable.</summary>
public sealed class ConnectVerdict
{
    private ConnectVerdict(byte[]? error) => Error = error;

    /// <summary>It may.</summary>
    public static ConnectVerdict Granted { get; } = new(null);

    /// <summary>Whether the client may join.</summary>
    public bool IsGranted => Error is null;

    /// <summary>The payload of CONNECT_ERROR, or null.</summary>
    internal byte[]? Error { get; }

    /// <summary>It may not.</summary>
    /// <param name="message">The message of the client's <c>connect_error</c>.</param>
    /// <param name="dataJson">Its <c>data</c>, one JSON value; null for none.</param>
    /// <exception cref="JsonException">The data is not JSON.</exception>
    public static ConnectVerdict Refused(string message, string? dataJson = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("message"u8, message);
            if (dataJson is not null)
            {
                json.WritePropertyName("data"u8);
                json.WriteRawValue(dataJson);
            }

            json.WriteEndObject();
        }

        return new ConnectVerdict(buffer.ToArray());
    }
}
