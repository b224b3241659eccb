using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace FastEmit.Protocol.Packets;

/// <summary>
/// Parses <c>type[n-][/nsp,][ackId][json]</c> (Socket.IO protocol v5). It allocates nothing for a valid packet and never throws. A packet
/// of any other form is refused with a reason.
/// </summary>
internal static class PacketReader
{
    /// <summary>18 digits always fit a long.</summary>
    private const int MaxAckDigits = 18;

    /// <summary>The depth up to which the framework's reader allocates nothing.</summary>
    private const int UsualDepth = 64;

    /// <summary>Parses strictly with the default limits.</summary>
    public static bool TryParse(ReadOnlySpan<byte> packet, out SocketIOPacket result) =>
        TryParse(packet, PacketLimits.Default, PayloadCheck.Strict, out result, out _);

    /// <summary>Parses strictly with the default limits.</summary>
    public static bool TryParse(ReadOnlySpan<byte> packet, out SocketIOPacket result, [NotNullWhen(false)] out string? error) =>
        TryParse(packet, PacketLimits.Default, PayloadCheck.Strict, out result, out error);

    public static bool TryParse(
        ReadOnlySpan<byte> packet,
        scoped in PacketLimits limits,
        PayloadCheck check,
        out SocketIOPacket result,
        [NotNullWhen(false)] out string? error)
    {
        bool isValid = Read(packet, limits, check, out result, out string? reason) == PacketVerdict.Valid;
        error = isValid ? null : reason!;
        return isValid;
    }

    /// <param name="packet">Type, namespace, id and JSON, without Engine.IO's <c>4</c>.</param>
    /// <param name="limits">The limits of this side.</param>
    /// <param name="check">The part of the JSON to validate.</param>
    /// <param name="result">The packet, unless it is malformed. The payload of an unusable packet is not fully validated.</param>
    /// <param name="error">The reason why it is not valid; null when it is.</param>
    public static PacketVerdict Read(
        ReadOnlySpan<byte> packet, scoped in PacketLimits limits, PayloadCheck check, out SocketIOPacket result, out string? error)
    {
        result = default;
        if (packet.IsEmpty)
        {
            error = "an empty packet";
            return PacketVerdict.Malformed;
        }

        uint type = packet[0] - (uint)'0';
        if (type > (uint)SocketIOPacketType.BinaryAck)
        {
            error = "an unknown packet type";
            return PacketVerdict.Malformed;
        }

        SocketIOPacketType packetType = (SocketIOPacketType)type;
        int position = 1;
        int attachments = 0;
        if (type >= (uint)SocketIOPacketType.BinaryEvent
            && !TryReadAttachments(packet, ref position, limits.MaxAttachments, out attachments, out error))
        {
            return PacketVerdict.Malformed;
        }

        ReadOnlySpan<byte> name = "/"u8;
        if (position < packet.Length && packet[position] == (byte)'/'
            && !TryReadNamespace(packet, ref position, limits.MaxNamespaceLength, out name, out error))
        {
            return PacketVerdict.Malformed;
        }

        if (!TryReadAckId(packet, ref position, out long ackId, out error))
        {
            return PacketVerdict.Malformed;
        }

        ReadOnlySpan<byte> data = packet[position..];
        PacketVerdict verdict = Judge(packetType, attachments, data, limits.MaxJsonDepth, check, out ReadOnlySpan<byte> eventName, out error);
        if (verdict != PacketVerdict.Malformed)
        {
            result = new SocketIOPacket
            {
                Type = packetType,
                Attachments = attachments,
                Namespace = name,
                AckId = ackId,
                Data = data,
                EventName = eventName,
            };
        }

        return verdict;
    }

    private static PacketVerdict Judge(
        SocketIOPacketType type,
        int attachments,
        ReadOnlySpan<byte> data,
        int maxDepth,
        PayloadCheck check,
        out ReadOnlySpan<byte> eventName,
        out string? error)
    {
        try
        {
            error = PayloadRules.Judge(type, attachments, data, Math.Min(maxDepth, UsualDepth), check, out eventName);
            return error is null ? PacketVerdict.Valid : PacketVerdict.Malformed;
        }
        catch (JsonException)
        {
            return JudgeDeep(type, attachments, data, maxDepth, out eventName, out error);
        }
    }

    /// <summary>Handles a payload that is not JSON, or is nested deeper than <see cref="UsualDepth"/>.</summary>
    private static PacketVerdict JudgeDeep(
        SocketIOPacketType type,
        int attachments,
        ReadOnlySpan<byte> data,
        int maxDepth,
        out ReadOnlySpan<byte> eventName,
        out string? error)
    {
        try
        {
            error = PayloadRules.Judge(type, attachments, data, maxDepth, PayloadCheck.Strict, out eventName);
            return error is null ? PacketVerdict.Valid : PacketVerdict.Malformed;
        }
        catch (JsonException)
        {
            return JudgeTooDeep(type, data, maxDepth, out eventName, out error);
        }
    }

    private static PacketVerdict JudgeTooDeep(
        SocketIOPacketType type, ReadOnlySpan<byte> data, int maxDepth, out ReadOnlySpan<byte> eventName, out string? error)
    {
        eventName = default;
        try
        {
            error = PayloadRules.Judge(type, 0, data, int.MaxValue, PayloadCheck.Strict, out eventName);
            if (error is not null)
            {
                return PacketVerdict.Malformed;
            }

            error = $"a payload nested deeper than {maxDepth} levels";
            return PacketVerdict.Unusable;
        }
        catch (JsonException)
        {
            error = "a payload that is not valid JSON";
            return PacketVerdict.Malformed;
        }
    }

    private static bool TryReadAttachments(
        ReadOnlySpan<byte> packet, scoped ref int position, int limit, out int attachments, [NotNullWhen(false)] out string? error)
    {
        attachments = 0;
        int start = position;
        while (position < packet.Length && IsDigit(packet[position]) && position - start < 4)
        {
            attachments = (attachments * 10) + (packet[position++] - '0');
        }

        bool zero = start < packet.Length && packet[start] == (byte)'0';
        if (position == start || zero || position == packet.Length || packet[position] != (byte)'-')
        {
            error = "an illegal number of attachments";
            return false;
        }

        if (attachments > limit)
        {
            error = "more attachments than the limit";
            return false;
        }

        position++;
        error = null;
        return true;
    }

    private static bool TryReadNamespace(
        ReadOnlySpan<byte> packet, scoped ref int position, int limit, out ReadOnlySpan<byte> name, [NotNullWhen(false)] out string? error)
    {
        ReadOnlySpan<byte> rest = packet[position..];
        int comma = rest.IndexOf((byte)',');

        // The comma may be missing only if the packet ends with the namespace.
        name = comma < 0 ? rest : rest[..comma];
        position += comma < 0 ? rest.Length : comma + 1;
        int query = name.IndexOf((byte)'?');
        if (query >= 0)
        {
            name = name[..query];
        }

        error = name.Length > limit ? "a namespace longer than the limit" : null;
        return error is null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadAckId(ReadOnlySpan<byte> packet, scoped ref int position, out long ackId, [NotNullWhen(false)] out string? error)
    {
        ackId = SocketIOPacket.NoAck;
        error = null;
        return position >= packet.Length || !IsDigit(packet[position]) || TryReadAckDigits(packet, ref position, out ackId, out error);
    }

    private static bool TryReadAckDigits(ReadOnlySpan<byte> packet, scoped ref int position, out long ackId, [NotNullWhen(false)] out string? error)
    {
        ackId = 0;
        int start = position;
        while (position < packet.Length && IsDigit(packet[position]))
        {
            if (position - start == MaxAckDigits)
            {
                error = "an ack id out of range";
                return false;
            }

            ackId = (ackId * 10) + (packet[position++] - '0');
        }

        error = packet[start] == (byte)'0' && position - start > 1 ? "an ack id with a leading zero" : null;
        return error is null;
    }

    private static bool IsDigit(byte value) => (uint)(value - '0') <= 9;
}

/// <summary>The result of reading a packet.</summary>
internal enum PacketVerdict
{
    /// <summary>The packet has the protocol's form and is within the limits.</summary>
    Valid,

    /// <summary>The packet has the protocol's form, but exceeds a limit of this side. Only this packet fails; the session continues.</summary>
    Unusable,

    /// <summary>The packet does not have the protocol's form. The session must end.</summary>
    Malformed,
}

/// <summary>The limits on a peer's packet.</summary>
/// <param name="MaxAttachments">The maximum number of binary frames of one packet. The official parser allows 10 since 4.2.6 (CVE-2026-33151).</param>
/// <param name="MaxNamespaceLength">The maximum length of a namespace's name in bytes.</param>
/// <param name="MaxJsonDepth">The maximum nesting of a payload, at most <see cref="DeepestJson"/>.</param>
internal readonly record struct PacketLimits(int MaxAttachments, int MaxNamespaceLength, int MaxJsonDepth)
{
    /// <summary>The official peers accept any depth. No code here recurses, so the limit only bounds the memory per level.</summary>
    public const int DeepestJson = 1000;

    public static PacketLimits Default => new(10, 512, DeepestJson);
}
