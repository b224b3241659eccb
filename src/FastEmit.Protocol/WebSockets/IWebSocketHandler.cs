namespace FastEmit.Protocol.WebSockets;

/// <summary>
/// Receives the messages of a <see cref="FrameReader"/>. Spans are valid during the call only. Implementations are structs where speed matters:
/// the reader is generic over them, so the calls are direct.
/// </summary>
internal interface IWebSocketHandler
{
    /// <summary>A complete text message, valid UTF-8.</summary>
    void OnText(ReadOnlySpan<byte> message);

    /// <summary>A complete binary message.</summary>
    void OnBinary(ReadOnlySpan<byte> message);

    /// <summary>A ping of at most 125 bytes, which a pong must echo.</summary>
    void OnPing(ReadOnlySpan<byte> payload);

    /// <summary>A pong of at most 125 bytes.</summary>
    void OnPong(ReadOnlySpan<byte> payload);

    /// <summary>A close frame, the last frame that is read. <paramref name="code"/> is <see cref="CloseCode.NoStatus"/> when the frame has none.</summary>
    void OnClose(int code, ReadOnlySpan<byte> reason);
}
