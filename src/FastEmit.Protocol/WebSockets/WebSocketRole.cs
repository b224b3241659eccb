namespace FastEmit.Protocol.WebSockets;

/// <summary>The end of the connection that a reader serves: the server accepts only masked frames, the client only unmasked ones.</summary>
internal enum WebSocketRole
{
    Client,
    Server,
}
