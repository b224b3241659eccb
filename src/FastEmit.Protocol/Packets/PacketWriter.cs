using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace FastEmit.Protocol.Packets;

/// <summary>
/// Writes Socket.IO packets and their prefixes before the JSON. Namespaces are UTF-8 and begin with a slash. The main namespace may be
/// given as <c>/</c> or empty, and is omitted on the wire. Engine.IO's <c>4</c> is not part of a packet.
/// </summary>
internal static class PacketWriter
{
    /// <summary>The longest prefix of a packet in a namespace of <paramref name="namespaceLength"/> bytes: type, 4 digits and dash, comma, id.</summary>
    public static int MaxPrefixLength(int namespaceLength) => 1 + 5 + namespaceLength + 1 + 19;

    /// <summary>CONNECT: <c>0[/nsp,][auth]</c>. <paramref name="auth"/> is a JSON object or empty.</summary>
    public static int WriteConnect(Span<byte> destination, ReadOnlySpan<byte> ns, ReadOnlySpan<byte> auth) =>
        WritePacket(destination, SocketIOPacketType.Connect, ns, auth);

    /// <inheritdoc cref="WriteConnect(Span{byte}, ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    public static void WriteConnect(IBufferWriter<byte> output, ReadOnlySpan<byte> ns, ReadOnlySpan<byte> auth) =>
        output.Advance(WriteConnect(output.GetSpan(MaxPrefixLength(ns.Length) + auth.Length), ns, auth));

    /// <summary>DISCONNECT: <c>1[/nsp,]</c>.</summary>
    public static int WriteDisconnect(Span<byte> destination, ReadOnlySpan<byte> ns) =>
        WritePacket(destination, SocketIOPacketType.Disconnect, ns, default);

    /// <inheritdoc cref="WriteDisconnect(Span{byte}, ReadOnlySpan{byte})"/>
    public static void WriteDisconnect(IBufferWriter<byte> output, ReadOnlySpan<byte> ns) =>
        output.Advance(WriteDisconnect(output.GetSpan(MaxPrefixLength(ns.Length)), ns));

    /// <summary>CONNECT_ERROR, which only servers send: <c>4[/nsp,]payload</c>, an object or a string.</summary>
    public static int WriteConnectError(Span<byte> destination, ReadOnlySpan<byte> ns, ReadOnlySpan<byte> payload) =>
        WritePacket(destination, SocketIOPacketType.ConnectError, ns, payload);

    /// <inheritdoc cref="WriteConnectError(Span{byte}, ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    public static void WriteConnectError(IBufferWriter<byte> output, ReadOnlySpan<byte> ns, ReadOnlySpan<byte> payload) =>
        output.Advance(WriteConnectError(output.GetSpan(MaxPrefixLength(ns.Length) + payload.Length), ns, payload));

    /// <summary>Writes the prefix of an EVENT's array, or of a BINARY_EVENT's with attachments.</summary>
    public static int WriteEventPrefix(
        Span<byte> destination, ReadOnlySpan<byte> ns, long ackId = SocketIOPacket.NoAck, int attachments = 0) =>
        WritePrefix(destination, attachments > 0 ? SocketIOPacketType.BinaryEvent : SocketIOPacketType.Event, attachments, ns, ackId);

    /// <inheritdoc cref="WriteEventPrefix(Span{byte}, ReadOnlySpan{byte}, long, int)"/>
    public static void WriteEventPrefix(
        IBufferWriter<byte> output, ReadOnlySpan<byte> ns, long ackId = SocketIOPacket.NoAck, int attachments = 0) =>
        output.Advance(WriteEventPrefix(output.GetSpan(MaxPrefixLength(ns.Length)), ns, ackId, attachments));

    /// <summary>Writes the prefix of an ACK's array, or of a BINARY_ACK's with attachments.</summary>
    public static int WriteAckPrefix(Span<byte> destination, ReadOnlySpan<byte> ns, long ackId, int attachments = 0) =>
        WritePrefix(destination, attachments > 0 ? SocketIOPacketType.BinaryAck : SocketIOPacketType.Ack, attachments, ns, ackId);

    /// <inheritdoc cref="WriteAckPrefix(Span{byte}, ReadOnlySpan{byte}, long, int)"/>
    public static void WriteAckPrefix(IBufferWriter<byte> output, ReadOnlySpan<byte> ns, long ackId, int attachments = 0) =>
        output.Advance(WriteAckPrefix(output.GetSpan(MaxPrefixLength(ns.Length)), ns, ackId, attachments));

    /// <summary>Writes <c>type[n-][/nsp,][ackId]</c> and returns its length.</summary>
    public static int WritePrefix(
        Span<byte> destination, SocketIOPacketType type, int attachments, ReadOnlySpan<byte> ns, long ackId)
    {
        destination[0] = (byte)('0' + (byte)type);
        int position = 1;
        if (attachments > 0)
        {
            position += WriteNumber(destination[position..], attachments);
            destination[position++] = (byte)'-';
        }

        if (!IsMain(ns))
        {
            ns.CopyTo(destination[position..]);
            position += ns.Length;
            destination[position++] = (byte)',';
        }

        if (ackId >= 0)
        {
            position += WriteNumber(destination[position..], ackId);
        }

        return position;
    }

    /// <summary>Whether <paramref name="ns"/> is the main namespace.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsMain(ReadOnlySpan<byte> ns) => ns.Length <= 1;

    private static int WritePacket(
        Span<byte> destination, SocketIOPacketType type, ReadOnlySpan<byte> ns, ReadOnlySpan<byte> payload)
    {
        int position = WritePrefix(destination, type, 0, ns, SocketIOPacket.NoAck);
        payload.CopyTo(destination[position..]);
        return position + payload.Length;
    }

    private static int WriteNumber(Span<byte> destination, long value) =>
        Utf8Formatter.TryFormat(value, destination, out int written) ? written : throw new ArgumentException("The destination is too short.");
}
