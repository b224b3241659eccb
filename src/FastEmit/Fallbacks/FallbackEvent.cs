using System.Buffers;
using System.Text.Json;

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

    /// <summary>Writes <c>{"namespace":…,"event":…,"data":…}</c> without white space.</summary>
    public void WriteJson(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write("{\"namespace\":"u8);
        WriteString(output, Namespace.Span);
        output.Write(",\"event\":"u8);
        WriteString(output, Name.Span);
        output.Write(",\"data\":"u8);
        output.Write(Data.Span);
        output.Write("}"u8);
    }

    private static void WriteString(IBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        output.Write("\""u8);
        bool asIs = !text.ContainsAny((byte)'"', (byte)'\\') && !text.ContainsAnyInRange((byte)0, (byte)0x1F);
        output.Write(asIs ? text : JsonEncodedText.Encode(text).EncodedUtf8Bytes);
        output.Write("\""u8);
    }
}
