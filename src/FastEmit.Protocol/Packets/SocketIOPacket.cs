namespace FastEmit.Protocol.Packets;

/// <summary>A parsed packet. Its spans refer to the parsed bytes.</summary>
internal readonly ref struct SocketIOPacket
{
    /// <summary><see cref="AckId"/> of a packet without one.</summary>
    public const long NoAck = -1;

    public required SocketIOPacketType Type { get; init; }

    /// <summary>The number of following binary frames; zero for types without one.</summary>
    public int Attachments { get; init; }

    /// <summary>The namespace; <c>/</c> when the packet has none. A query (<c>/ns?a=b</c>) is removed, as in the official parsers.</summary>
    public required ReadOnlySpan<byte> Namespace { get; init; }

    public long AckId { get; init; }

    /// <summary>The raw JSON; empty when there is none.</summary>
    public ReadOnlySpan<byte> Data { get; init; }

    /// <summary>The first element of an event, raw: a string with its quotes, or a number. Empty for other types.</summary>
    public ReadOnlySpan<byte> EventName { get; init; }

    public bool IsEvent => Type is SocketIOPacketType.Event or SocketIOPacketType.BinaryEvent;

    public bool IsAck => Type is SocketIOPacketType.Ack or SocketIOPacketType.BinaryAck;
}

/// <summary>Socket.IO v5 packet types: the first character of a packet.</summary>
internal enum SocketIOPacketType : byte
{
    Connect = 0,
    Disconnect = 1,
    Event = 2,
    Ack = 3,
    ConnectError = 4,
    BinaryEvent = 5,
    BinaryAck = 6,
}
