namespace FastEmit.Collector.Outgoing;

/// <summary>The kind of a packet that waits for a client.</summary>
internal enum PacketKind : byte
{
    /// <summary>An Engine.IO packet as text, its type digit included.</summary>
    Text,

    /// <summary>An attachment; a binary frame, or base64 where the transport has only text.</summary>
    Binary,

    /// <summary>The payload of a WebSocket pong; no other transport sends it.</summary>
    Pong,
}
