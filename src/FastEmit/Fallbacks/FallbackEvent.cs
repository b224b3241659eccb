using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using FastEmit.Diagnostics;

namespace FastEmit.Fallbacks;

/// <summary>An event as a fallback gets it. All text is UTF-8.</summary>
public readonly struct FallbackEvent
{
    /// <summary>An event of these parts.</summary>
    public FallbackEvent(ReadOnlyMemory<byte> @namespace, ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> data)
    {
        Namespace = @namespace;
        Name = name;
        Data = data;
    }

    /// <summary>The Socket.IO namespace; <c>/</c> is the main one.</summary>
    public ReadOnlyMemory<byte> Namespace { get; }

    /// <summary>The event's name.</summary>
    public ReadOnlyMemory<byte> Name { get; }

    /// <summary>The event's data with the emitter's stamps: one JSON value. Attachments stand in it as base64.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Why the server has not got it; null when that was not said.</summary>
    public DropReason? Reason { get; init; }

    /// <summary>Details, such as the server's reaction to a <see cref="DropReason.Poisoned"/> event; or null.</summary>
    public string? Detail { get; init; }

    /// <summary>
    /// Writes <c>{"namespace":…,"event":…,"data":…,"reason":"ring_full"}</c> in one line; reasons have the names that metrics give
    /// them. Data that is not JSON, for which a server may have closed its connections, stands there as a string, behind <c>"malformed":true</c>.
    /// </summary>
    public void WriteJson(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write("{\"namespace\":"u8);
        WriteString(output, Namespace.Span);
        output.Write(",\"event\":"u8);
        WriteString(output, Name.Span);
        if (Reason == DropReason.Poisoned && !IsJson(Data.Span))
        {
            output.Write(",\"malformed\":true,\"data\":"u8);
            WriteText(output, Encoding.UTF8.GetString(Data.Span));
        }
        else
        {
            output.Write(",\"data\":"u8);
            WriteLine(output, Data.Span);
        }

        if (Reason is { } reason)
        {
            output.Write(",\"reason\":"u8);
            WriteText(output, EmitterMeters.ErrorType(reason));
        }

        if (Detail is not null)
        {
            output.Write(",\"detail\":"u8);
            WriteText(output, Detail);
        }

        output.Write("}"u8);
    }

    /// <summary>JSON has line ends only between its tokens, where a space does as well.</summary>
    private static void WriteLine(IBufferWriter<byte> output, ReadOnlySpan<byte> json)
    {
        for (int end; (end = json.IndexOfAny((byte)'\n', (byte)'\r')) >= 0; json = json[(end + 1)..])
        {
            output.Write(json[..end]);
            output.Write(" "u8);
        }

        output.Write(json);
    }

    private static bool IsJson(ReadOnlySpan<byte> data)
    {
        try
        {
            Utf8JsonReader reader = new(data);
            bool isAny = reader.Read();
            reader.Skip();
            return isAny && !reader.Read() && Utf8.IsValid(data);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void WriteText(IBufferWriter<byte> output, string text)
    {
        output.Write("\""u8);
        output.Write(JsonEncodedText.Encode(text).EncodedUtf8Bytes);
        output.Write("\""u8);
    }

    private static void WriteString(IBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        output.Write("\""u8);
        bool asIs = !text.ContainsAny((byte)'"', (byte)'\\') && !text.ContainsAnyInRange((byte)0, (byte)0x1F);
        output.Write(asIs ? text : JsonEncodedText.Encode(text).EncodedUtf8Bytes);
        output.Write("\""u8);
    }
}
