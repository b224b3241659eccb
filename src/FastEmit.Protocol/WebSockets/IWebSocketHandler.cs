namespace FastEmit.Protocol.WebSockets;

/// <summary>
/// Takes what a <see cref="FrameReader"/> reads. Spans are valid during the call only. Implementations are structs where speed matters:
/// the reader is generic over them, so the calls are direct.
/// </summary>
internal interface IWebSocketHandler
{
    /// <summary>A whole text message, valid UTF-8.</summary>
    void OnText(ReadOnlySpan<byte> message);

    /// <summary>A whole binary message.</summary>
    void OnBinary(ReadOnlySpan<byte> message);

    /// <summary>At most 125 bytes, to be echoed in a pong.</summary>
    void OnPing(ReadOnlySpan<byte> payload);

    /// <summary>At most 125 bytes.</summary>
    void OnPong(ReadOnlySpan<byte> payload);

    /// <summary><paramref name="code"/> is <see cref="CloseCode.NoStatus"/> when the frame carried none. Nothing is read after it.</summary>
    void OnClose(int code, ReadOnlySpan<byte> reason);
}
