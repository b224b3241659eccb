using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace FastEmit.Protocol.WebSockets;

/// <summary>
/// Writes RFC 6455 frames into a caller's span. One check of the destination covers the whole frame; after it there are only unaligned
/// stores. The payload is masked while it is copied, in one pass.
/// </summary>
/// <remarks>Frame: <c>FIN RSV1-3 opcode(4) | MASK length(7) | [length 16 or 64] | [key 32] | payload</c> (section 5.2).</remarks>
internal static class FrameWriter
{
    /// <summary>Two bytes, a 64-bit length and a key.</summary>
    public const int MaxHeaderLength = 14;

    private const byte Final = 0x80;
    private const byte Compressed = 0x40;
    private const byte Masked = 0x80;

    /// <summary>The length of a masked frame with a payload of <paramref name="payloadLength"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int MaskedLength(int payloadLength) => UnmaskedLength(payloadLength) + 4;

    /// <summary>The length of an unmasked frame with a payload of <paramref name="payloadLength"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int UnmaskedLength(int payloadLength) =>
        payloadLength + (payloadLength < 126 ? 2 : payloadLength <= ushort.MaxValue ? 4 : 10);

    /// <summary>Writes a whole client frame and returns its length.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than <see cref="MaskedLength"/> of the payload.</exception>
    public static int WriteMasked(Span<byte> destination, WebSocketOpcode opcode, ReadOnlySpan<byte> payload, uint key)
    {
        if (destination.Length < MaskedLength(payload.Length))
        {
            ThrowDestinationTooShort();
        }

        ref byte start = ref MemoryMarshal.GetReference(destination);
        nuint header = PutHeader(ref start, (byte)(Final | (byte)opcode), (uint)payload.Length, Masked);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, header), key);
        FrameMask.Run(
            ref MemoryMarshal.GetReference(payload), ref Unsafe.Add(ref start, header + 4), (nuint)payload.Length, key);
        return (int)header + 4 + payload.Length;
    }

    /// <summary>Writes a whole client frame whose payload is <paramref name="first"/> followed by <paramref name="second"/>.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than <see cref="MaskedLength"/> of both pieces.</exception>
    public static int WriteMasked(
        Span<byte> destination, WebSocketOpcode opcode, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, uint key)
    {
        int length = checked(first.Length + second.Length);
        if (destination.Length < MaskedLength(length))
        {
            ThrowDestinationTooShort();
        }

        ref byte start = ref MemoryMarshal.GetReference(destination);
        nuint header = PutHeader(ref start, (byte)(Final | (byte)opcode), (uint)length, Masked);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, header), key);
        ref byte body = ref Unsafe.Add(ref start, header + 4);
        FrameMask.Run(ref MemoryMarshal.GetReference(first), ref body, (nuint)first.Length, key);
        FrameMask.Run(
            ref MemoryMarshal.GetReference(second),
            ref Unsafe.Add(ref body, first.Length),
            (nuint)second.Length,
            FrameMask.Rotate(key, first.Length));
        return (int)header + 4 + length;
    }

    /// <summary>Writes a whole server frame and returns its length.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than <see cref="UnmaskedLength"/> of the payload.</exception>
    public static int WriteUnmasked(Span<byte> destination, WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        if (destination.Length < UnmaskedLength(payload.Length))
        {
            ThrowDestinationTooShort();
        }

        int header = (int)PutHeader(
            ref MemoryMarshal.GetReference(destination), (byte)(Final | (byte)opcode), (uint)payload.Length, 0);
        payload.CopyTo(destination[header..]);
        return header + payload.Length;
    }

    /// <summary>Writes the header of an unmasked frame; the caller writes the payload. Returns its length, at most 10.</summary>
    public static int WriteHeader(
        Span<byte> destination, WebSocketOpcode opcode, long payloadLength, bool final = true, bool compressed = false)
    {
        EnsureHeaderFits(destination);
        return (int)PutHeader(
            ref MemoryMarshal.GetReference(destination), FirstByte(opcode, final, compressed), (ulong)payloadLength, 0);
    }

    /// <summary>Writes the header of a masked frame, including the key. Returns its length, at most <see cref="MaxHeaderLength"/>.</summary>
    public static int WriteMaskedHeader(
        Span<byte> destination, WebSocketOpcode opcode, long payloadLength, uint key, bool final = true, bool compressed = false)
    {
        EnsureHeaderFits(destination);
        ref byte start = ref MemoryMarshal.GetReference(destination);
        nuint header = PutHeader(ref start, FirstByte(opcode, final, compressed), (ulong)payloadLength, Masked);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, header), key);
        return (int)header + 4;
    }

    /// <summary>
    /// Writes the payload of a close frame: the code and the whole characters of <paramref name="reason"/> that fit into the 123 bytes
    /// that a control frame leaves. Returns its length, at most 125.
    /// </summary>
    public static int WriteClosePayload(Span<byte> destination, int code, ReadOnlySpan<char> reason)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)code);
        Encoding.UTF8.GetEncoder().Convert(reason, destination[2..125], flush: true, out _, out int written, out _);
        return 2 + written;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint PutHeader(ref byte start, byte first, ulong length, byte mask)
    {
        start = first;
        if (length < 126)
        {
            Unsafe.Add(ref start, 1) = (byte)(mask | (byte)length);
            return 2;
        }

        if (length <= ushort.MaxValue)
        {
            Unsafe.Add(ref start, 1) = (byte)(mask | 126);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, 2), BigEndian((ushort)length));
            return 4;
        }

        Unsafe.Add(ref start, 1) = (byte)(mask | 127);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, 2), BigEndian(length));
        return 10;
    }

    private static ushort BigEndian(ushort value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    private static ulong BigEndian(ulong value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    private static byte FirstByte(WebSocketOpcode opcode, bool final, bool compressed) =>
        (byte)((final ? Final : 0) | (compressed ? Compressed : 0) | (byte)opcode);

    private static void EnsureHeaderFits(Span<byte> destination)
    {
        if (destination.Length < MaxHeaderLength)
        {
            ThrowDestinationTooShort();
        }
    }

    private static void ThrowDestinationTooShort() =>
        throw new ArgumentException("The destination is shorter than the frame.");
}
