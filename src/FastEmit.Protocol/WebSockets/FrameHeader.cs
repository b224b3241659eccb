using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace FastEmit.Protocol.WebSockets;

/// <summary>A decoded frame header. Only the encoding of the length is validated.</summary>
internal readonly struct FrameHeader(byte first, bool masked, ulong payloadLength, uint key)
{
    private const byte Final = 0x80;

    public bool IsFinal => (first & Final) != 0;

    public byte ReservedBits => (byte)(first & 0x70);

    public WebSocketOpcode Opcode => (WebSocketOpcode)(first & 0x0F);

    /// <summary>Opcodes 8 to 15 are control frames (RFC 6455 section 5.5), including reserved ones.</summary>
    public bool IsControl => (first & 0x08) != 0;

    public bool IsMasked => masked;

    public ulong PayloadLength => payloadLength;

    public uint Key => key;

    /// <summary>The length of the header that starts with <paramref name="bytes"/>, of which at least two must be present.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LengthOf(ReadOnlySpan<byte> bytes)
    {
        byte second = bytes[1];
        int length = (second & 0x7F) switch { 126 => 4, 127 => 10, _ => 2 };
        return length + ((second >> 7) * 4);
    }

    /// <summary>Decodes a complete header.</summary>
    /// <exception cref="WebSocketProtocolException">The length is not in its shortest encoding, or has its highest bit set.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrameHeader Decode(ReadOnlySpan<byte> header)
    {
        byte second = header[1];
        bool masked = (second & 0x80) != 0;
        ulong length = (uint)(second & 0x7F);
        if (length >= 126)
        {
            length = DecodeExtendedLength(header, (int)length);
        }

        uint key = masked ? Unsafe.ReadUnaligned<uint>(in header[^4]) : 0;
        return new FrameHeader(header[0], masked, length, key);
    }

    private static ulong DecodeExtendedLength(ReadOnlySpan<byte> header, int marker)
    {
        ulong length = marker == 126
            ? BinaryPrimitives.ReadUInt16BigEndian(header[2..])
            : BinaryPrimitives.ReadUInt64BigEndian(header[2..]);
        if (length < (marker == 126 ? 126UL : 65536UL))
        {
            throw new WebSocketProtocolException(CloseCode.ProtocolError, "A frame length is not in its shortest encoding.");
        }

        if (length > long.MaxValue)
        {
            throw new WebSocketProtocolException(CloseCode.ProtocolError, "A frame length has its highest bit set.");
        }

        return length;
    }
}

/// <summary>Frame opcodes (RFC 6455 section 5.2). Every other value is reserved and is a protocol error.</summary>
internal enum WebSocketOpcode : byte
{
    Continuation = 0x0,
    Text = 0x1,
    Binary = 0x2,
    Close = 0x8,
    Ping = 0x9,
    Pong = 0xA,
}
