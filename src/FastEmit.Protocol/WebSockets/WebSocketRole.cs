namespace FastEmit.Protocol.WebSockets;

/// <summary>Which end of the connection a reader stands on: the server takes only masked frames, the client only unmasked ones.</summary>
internal enum WebSocketRole
{
    Client,
    Server,
}
