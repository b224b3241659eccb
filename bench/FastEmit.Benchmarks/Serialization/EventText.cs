using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FastEmit.Events;

namespace FastEmit.Benchmarks.Serialization;

/// <summary>An event to bytes, either way.</summary>
internal static class EventText
{
    /// <summary>Into the thread's scratch buffer: what an emitter does before its ring.</summary>
    public static int Write<TEvent>(in TEvent value)
        where TEvent : IHookEvent<TEvent>
    {
        var writer = EventWriter.Rent();
        TEvent.WriteOpenPacket(ref writer, in value);
        int written = writer.Written.Length;
        writer.Return();
        return written;
    }

    /// <summary>Through System.Text.Json's generated code into a writer and a buffer that are used again.</summary>
    public static int Write<TEvent>(in TEvent value, JsonTypeInfo<TEvent> type, Utf8JsonWriter writer, ArrayBufferWriter<byte> output)
    {
        output.ResetWrittenCount();
        writer.Reset(output);
        JsonSerializer.Serialize(writer, value, type);
        return output.WrittenCount;
    }
}
