using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace FastEmit.Protocol.EngineIO;

/// <summary>Reads the JSON of an open packet, with a limit for each value, because the peer is not yet trusted.</summary>
internal static class HandshakeReader
{
    private const int MaxBytes = 16 * 1024;
    private const int MaxSidLength = 256;
    private const int MaxUpgrades = 16;

    /// <summary>One day. A longer heartbeat is a server's fault, and a timer could not hold twice the largest int in milliseconds.</summary>
    private const int MaxHeartbeatMilliseconds = 24 * 60 * 60 * 1000;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 8 };

    /// <param name="json">The open packet without its <c>0</c>.</param>
    /// <param name="handshake">The handshake, when the result is true.</param>
    /// <param name="error">The error, when the result is false.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> json,
        [NotNullWhen(true)] out EngineHandshake? handshake,
        [NotNullWhen(false)] out string? error)
    {
        handshake = null;
        if (json.Length > MaxBytes)
        {
            error = $"the open packet is longer than {MaxBytes} bytes";
            return false;
        }

        try
        {
            return TryRead(json, out handshake, out error);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is not valid UTF-16 once unescaped.
            error = "the open packet is not valid JSON";
            return false;
        }
    }

    private static bool TryRead(
        ReadOnlySpan<byte> json,
        [NotNullWhen(true)] out EngineHandshake? handshake,
        [NotNullWhen(false)] out string? error)
    {
        handshake = null;
        Utf8JsonReader reader = new(json, Options);
        string? sid = null;
        int pingInterval = 0;
        int pingTimeout = 0;
        int maxPayload = int.MaxValue;
        List<string> upgrades = [];
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            error = "the open packet has no object";
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("sid"u8))
            {
                sid = ReadString(ref reader, MaxSidLength);
            }
            else if (reader.ValueTextEquals("pingInterval"u8))
            {
                pingInterval = ReadPositive(ref reader);
            }
            else if (reader.ValueTextEquals("pingTimeout"u8))
            {
                pingTimeout = ReadPositive(ref reader);
            }
            else if (reader.ValueTextEquals("maxPayload"u8))
            {
                maxPayload = ReadPositive(ref reader);
            }
            else if (reader.ValueTextEquals("upgrades"u8))
            {
                ReadUpgrades(ref reader, upgrades);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        // Reads beyond the object, so that trailing content is refused.
        reader.Read();

        error = Judge(sid, pingInterval, pingTimeout, maxPayload);
        if (error is not null)
        {
            return false;
        }

        handshake = new EngineHandshake(
            sid!, TimeSpan.FromMilliseconds(pingInterval), TimeSpan.FromMilliseconds(pingTimeout), maxPayload, upgrades);
        return true;
    }

    private static string? Judge(string? sid, int pingInterval, int pingTimeout, int maxPayload)
    {
        if (string.IsNullOrEmpty(sid))
        {
            return "the open packet has no usable sid";
        }

        if (pingInterval is <= 0 or > MaxHeartbeatMilliseconds || pingTimeout is <= 0 or > MaxHeartbeatMilliseconds)
        {
            return "the open packet has no usable pingInterval and pingTimeout";
        }

        return maxPayload <= 0 ? "the open packet has no usable maxPayload" : null;
    }

    private static string? ReadString(ref Utf8JsonReader reader, int maxLength)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        string? value = reader.GetString();
        return value!.Length <= maxLength ? value : null;
    }

    private static int ReadPositive(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.Number)
        {
            reader.Skip();
            return -1;
        }

        // A server may announce more than an int holds (maxHttpBufferSize: 1e10); it counts as no limit.
        return reader.TryGetInt32(out int value) ? value
            : reader.TryGetDouble(out double large) && large > int.MaxValue ? int.MaxValue
            : -1;
    }

    private static void ReadUpgrades(ref Utf8JsonReader reader, List<string> upgrades)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String && upgrades.Count < MaxUpgrades)
            {
                upgrades.Add(reader.GetString()!);
            }
            else
            {
                reader.Skip();
            }
        }
    }
}
