using System.Diagnostics.CodeAnalysis;

namespace FastEmit.Protocol.EngineIO;

/// <summary>Constants of Engine.IO v4.</summary>
internal static class EngineProtocol
{
    /// <summary>The value of the <c>EIO</c> query parameter.</summary>
    public const int Version = 4;

    /// <summary>The prefix of every Socket.IO packet in a text frame.</summary>
    public const byte MessagePrefix = (byte)'4';

    /// <summary>The separator between two packets of a polling payload.</summary>
    public const byte PayloadSeparator = 0x1E;

    public static ReadOnlySpan<byte> PingPacket => "2"u8;

    /// <summary>The client's whole answer to a ping.</summary>
    public static ReadOnlySpan<byte> PongPacket => "3"u8;

    public static ReadOnlySpan<byte> ProbePing => "2probe"u8;

    public static ReadOnlySpan<byte> ProbePong => "3probe"u8;

    public static ReadOnlySpan<byte> UpgradePacket => "5"u8;

    public static ReadOnlySpan<byte> ClosePacket => "1"u8;

    public static ReadOnlySpan<byte> NoopPacket => "6"u8;

    /// <summary>Whether <paramref name="type"/> is the first character of a packet that Engine.IO v4 knows.</summary>
    public static bool IsKnown(byte type) => type is (>= (byte)'0' and <= (byte)'6') or (byte)'b';
}

/// <summary>Engine.IO v4 packet types: the first character of a text packet. A raw binary WebSocket frame has none.</summary>
internal enum EnginePacketType : byte
{
    Open = (byte)'0',
    Close = (byte)'1',

    /// <summary>From the server; a client that sends it is closed (except <c>2probe</c> while upgrading).</summary>
    Ping = (byte)'2',
    Pong = (byte)'3',
    Message = (byte)'4',
    Upgrade = (byte)'5',
    Noop = (byte)'6',

    /// <summary>A binary message in base64, in polling payloads and from servers with the query <c>b64</c>.</summary>
    Base64 = (byte)'b',
}

/// <summary>
/// The peer sent an Engine.IO or Socket.IO packet that violates the protocol. A handler may throw it from its callbacks; the
/// connection then ends as a parse error.
/// </summary>
[SuppressMessage("Design", "CA1032", Justification = "A violation always has a reason.")]
internal sealed class EngineProtocolException(string message) : Exception(message);
