namespace FastEmit.Protocol.Packets;

/// <summary>What a reader makes of a packet.</summary>
internal enum PacketVerdict
{
    /// <summary>It is of the protocol's form, within the limits.</summary>
    Valid,

    /// <summary>It is of the protocol's form, but beyond a limit of this side: this packet fails, the session goes on.</summary>
    Unusable,

    /// <summary>It is no Socket.IO packet: the peer cannot be understood any more.</summary>
    Malformed,
}
