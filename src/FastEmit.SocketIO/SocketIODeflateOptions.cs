namespace FastEmit.SocketIO;

/// <summary>permessage-deflate (RFC 7692). Small messages do not gain from it, and both ends pay in time and memory.</summary>
public sealed record SocketIODeflateOptions
{
    /// <summary>Messages below this many bytes are sent uncompressed. Default 1,024.</summary>
    public int ThresholdBytes { get; init; } = 1024;

    /// <summary>Whether this side starts every message with an empty window. Default false: the window is kept, which compresses better.</summary>
    public bool ClientNoContextTakeover { get; init; }

    /// <summary>Whether the server is asked to start every message with an empty window. Default false.</summary>
    public bool ServerNoContextTakeover { get; init; }
}
