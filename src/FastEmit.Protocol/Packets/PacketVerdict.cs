namespace FastEmit.Protocol.Packets;

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
