namespace FastEmit.Protocol.EngineIO;

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
