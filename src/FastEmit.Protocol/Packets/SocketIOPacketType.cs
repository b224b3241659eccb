namespace FastEmit.Protocol.Packets;

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
