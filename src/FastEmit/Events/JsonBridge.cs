using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using FastEmit.Protocol.Packets;

namespace FastEmit.Events;

/// <summary>
/// Lets System.Text.Json write its own trees, which it alone can walk. One writer per thread is kept and used again; it is
/// taken while in use, because a node may run code of the user's.
/// </summary>
internal static class JsonBridge
{
    // Strings as FastEmit writes them elsewhere: UTF-8, with escapes only where JSON asks for them.
    private static readonly JsonWriterOptions Options = new() { Encoder = PlainJsonEncoder.Instance };

    /// <summary>What a converter of the user's is given.</summary>
    internal static readonly JsonSerializerOptions SerializerOptions = new()
    {
        Encoder = PlainJsonEncoder.Instance,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    [ThreadStatic]
    private static System.Buffers.ArrayBufferWriter<byte>? _buffer;

    internal delegate void WriteValue<T>(Utf8JsonWriter json, T value);

    internal static ref byte Write<T>(scoped ref EventWriter writer, ref byte at, T value, WriteValue<T> write)
    {
        System.Buffers.ArrayBufferWriter<byte> buffer = _buffer ?? new();
        Utf8JsonWriter json = _writer ?? new Utf8JsonWriter(buffer, Options);
        _buffer = null;
        _writer = null;
        buffer.ResetWrittenCount();
        json.Reset(buffer);
        write(json, value);
        json.Flush();

        ReadOnlySpan<byte> written = buffer.WrittenSpan;
        int later = writer.ReservedBeyond(ref at, 0);
        at = ref writer.Ensure(ref at, written.Length + (long)later);
        written.CopyTo(MemoryMarshal.CreateSpan(ref at, written.Length));
        ref byte end = ref Unsafe.Add(ref at, written.Length);
        if (buffer.Capacity <= ScratchBuffer.KeptBytes)
        {
            _buffer = buffer;
            _writer = json;
        }

        return ref end;
    }
}
