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
