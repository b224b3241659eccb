using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.Packets;

namespace FastEmit.SocketIO.Sending;

/// <summary>
/// Builds one packet with its attachments as a run of records, <c>length(4) kind(4) bytes</c>. Each thread keeps one builder, which is
/// taken while it is in use: code that emits while an argument is being serialized finds none and makes another, and a builder whose
/// packet failed is never given back, so that the next packet begins with a clean one.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The JSON writer holds nothing but a reference to this object.")]
internal sealed class PacketBuilder : IBufferWriter<byte>
{
    public const int RecordHeader = 8;

    /// <summary>A larger buffer is not kept for the next packet.</summary>
    private const int KeptCapacity = 256 * 1024;

    [ThreadStatic]
    private static PacketBuilder? _spare;

    // Whose argument the serializer is writing on this thread, for converters.
    [ThreadStatic]
    private static PacketBuilder? _serializing;

    private readonly List<ReadOnlySequence<byte>> _attachments = [];
    private readonly Utf8JsonWriter _json;
    private Utf8JsonWriter? _otherJson;
    private byte[] _buffer = new byte[4096];
    private int _written;
    private bool _hasArgument;
    private int _prefixRoom;

    private PacketBuilder() => _json = NewWriter(PlainJsonEncoder.Instance);

    /// <summary>Takes a builder and begins a packet in a namespace; its JSON array is open afterwards.</summary>
    /// <param name="namespaceLength">Bytes of the namespace.</param>
    public static PacketBuilder Start(int namespaceLength)
    {
        PacketBuilder builder = _spare ?? new PacketBuilder();
        _spare = null;
        builder.Open(namespaceLength);
        return builder;
    }

    /// <summary>The builder whose argument <paramref name="writer"/> is writing on this thread; null when it writes anything else.</summary>
    public static PacketBuilder? WritingWith(Utf8JsonWriter writer) =>
        _serializing is { } builder && (ReferenceEquals(builder._json, writer) || ReferenceEquals(builder._otherJson, writer)) ? builder : null;

    /// <summary>Binary attachments so far.</summary>
    public IReadOnlyList<ReadOnlySequence<byte>> Attachments => _attachments;

    /// <summary>The JSON array so far, still without its closing bracket.</summary>
    public ReadOnlySpan<byte> Json => _buffer.AsSpan(_prefixRoom, _written - _prefixRoom);

    /// <summary>Gives the builder back to its thread, once the records of <see cref="Finish"/> have been copied.</summary>
    public void Return()
    {
        _attachments.Clear(); // the user's memory is not ours to keep alive
        if (_buffer.Length > KeptCapacity)
        {
            _buffer = new byte[4096];
        }

        _spare = this;
    }

    /// <summary>Adds a string.</summary>
    public void Add(string value)
    {
        Separate();
        if (PlainJsonEncoder.IsPlain(value))
        {
            EnsureRoom(Encoding.UTF8.GetByteCount(value) + 2);
            _buffer[_written++] = (byte)'"';
            _written += Encoding.UTF8.GetBytes(value, _buffer.AsSpan(_written));
            _buffer[_written++] = (byte)'"';
            return;
        }

        _json.WriteStringValue(value);
        FlushJson(_json);
    }

    /// <summary>Adds a value by its metadata, escaped as its options say, and as little as JSON allows where they say nothing.</summary>
    public void Add<T>(T value, JsonTypeInfo<T> typeInfo)
    {
        Separate();
        Utf8JsonWriter json = typeInfo.Options.Encoder is { } encoder ? WriterFor(encoder) : _json;
        PacketBuilder? outer = _serializing;
        _serializing = this;
        try
        {
            JsonSerializer.Serialize(json, value, typeInfo);
        }
        finally
        {
            _serializing = outer;
        }

        FlushJson(json);
    }

    /// <summary>Adds what is valid UTF-8 JSON already: one argument, or several with commas between them.</summary>
    public void AddRaw(ReadOnlySpan<byte> json)
    {
        Separate();
        json.CopyTo(GetSpan(json.Length));
        _written += json.Length;
    }

    /// <summary>Adds a number, a boolean or null as the writer would.</summary>
    public void Add(long value)
    {
        Separate();
        _json.WriteNumberValue(value);
        FlushJson(_json);
    }

    /// <inheritdoc cref="Add(long)"/>
    public void Add(ulong value)
    {
        Separate();
        _json.WriteNumberValue(value);
        FlushJson(_json);
    }

    /// <inheritdoc cref="Add(long)"/>
    public void Add(decimal value)
    {
        Separate();
        _json.WriteNumberValue(value);
        FlushJson(_json);
    }

    /// <inheritdoc cref="Add(long)"/>
    public void Add(float value)
    {
        Separate();
        _json.WriteNumberValue(value);
        FlushJson(_json);
    }

    /// <inheritdoc cref="Add(long)"/>
    public void Add(double value)
    {
        Separate();
        _json.WriteNumberValue(value);
        FlushJson(_json);
    }

    /// <summary>Adds a binary argument: a placeholder here, the bytes behind the packet.</summary>
    public void AddBinary(ReadOnlySequence<byte> bytes)
    {
        Separate();
        "{\"_placeholder\":true,\"num\":"u8.CopyTo(GetSpan(48));
        _written += 27;
        int number = Attach(bytes);
        System.Buffers.Text.Utf8Formatter.TryFormat(number, _buffer.AsSpan(_written), out int digits);
        _written += digits;
        _buffer[_written++] = (byte)'}';
    }

    /// <summary>Takes an attachment whose placeholder the caller writes; returns its number.</summary>
    public int Attach(ReadOnlySequence<byte> bytes)
    {
        _attachments.Add(bytes);
        return _attachments.Count - 1;
    }

    /// <summary>Closes the array and puts the prefix and the attachments around it. Returns the whole run of records.</summary>
    public ReadOnlySpan<byte> Finish(SocketIOPacketType type, ReadOnlySpan<byte> ns, long ackId)
    {
        EnsureRoom(1);
        _buffer[_written++] = (byte)']';
        Span<byte> prefix = stackalloc byte[1 + PacketWriter.MaxPrefixLength(ns.Length)];
        prefix[0] = EngineProtocol.MessagePrefix;
        bool isEvent = type == SocketIOPacketType.Event;
        int length = 1 + (isEvent
            ? PacketWriter.WriteEventPrefix(prefix[1..], ns, ackId, _attachments.Count)
            : PacketWriter.WriteAckPrefix(prefix[1..], ns, ackId, _attachments.Count));
        int start = _prefixRoom - length;
        prefix[..length].CopyTo(_buffer.AsSpan(start));
        start -= RecordHeader;
        WriteHeader(_buffer.AsSpan(start), _written - start - RecordHeader, RecordKind.Text);
        foreach (ReadOnlySequence<byte> attachment in _attachments)
        {
            int size = checked((int)attachment.Length);
            EnsureRoom(RecordHeader + size);
            WriteHeader(_buffer.AsSpan(_written), size, RecordKind.Attachment);
            attachment.CopyTo(_buffer.AsSpan(_written + RecordHeader));
            _written += RecordHeader + size;
        }

        return _buffer.AsSpan(start, _written - start);
    }

    /// <summary>Reads a record's header.</summary>
    public static (int Length, RecordKind Kind) ReadHeader(ReadOnlySpan<byte> record) =>
        (BinaryPrimitives.ReadInt32LittleEndian(record), (RecordKind)record[4]);

    /// <summary>Writes a record's header.</summary>
    public static void WriteHeader(Span<byte> destination, int length, RecordKind kind)
    {
        BinaryPrimitives.WriteInt32LittleEndian(destination, length);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], (int)kind);
    }

    void IBufferWriter<byte>.Advance(int count) => _written += count;

    Memory<byte> IBufferWriter<byte>.GetMemory(int sizeHint)
    {
        EnsureRoom(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_written);
    }

    Span<byte> IBufferWriter<byte>.GetSpan(int sizeHint) => GetSpan(Math.Max(sizeHint, 1));

    private Utf8JsonWriter NewWriter(JavaScriptEncoder encoder) =>
        new(this, new JsonWriterOptions { SkipValidation = true, Encoder = encoder });

    /// <summary>The last one that was asked for is kept: a program has hardly more.</summary>
    private Utf8JsonWriter WriterFor(JavaScriptEncoder encoder) =>
        _otherJson is { } json && ReferenceEquals(json.Options.Encoder, encoder) ? json : _otherJson = NewWriter(encoder);

    private void Open(int namespaceLength)
    {
        // The prefix's length depends on the number of attachments, so its room is kept and it is written last, flush with the array.
        _prefixRoom = RecordHeader + 1 + PacketWriter.MaxPrefixLength(namespaceLength);
        _written = 0;
        EnsureRoom(_prefixRoom + 1);
        _written = _prefixRoom;
        _buffer[_written++] = (byte)'[';
        _hasArgument = false;
    }

    private Span<byte> GetSpan(int size)
    {
        EnsureRoom(size);
        return _buffer.AsSpan(_written);
    }

    private void Separate()
    {
        if (_hasArgument)
        {
            EnsureRoom(1);
            _buffer[_written++] = (byte)',';
        }

        _hasArgument = true;
    }

    private static void FlushJson(Utf8JsonWriter json)
    {
        json.Flush();
        json.Reset();
    }

    private void EnsureRoom(int bytes)
    {
        if (_buffer.Length - _written < bytes)
        {
            Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, Math.Max((long)_written + bytes, 2L * _buffer.Length)));
        }
    }
}
