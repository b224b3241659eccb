using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.SocketIO.Transports;

/// <summary>
/// From the upgraded stream to the server's open packet, or to its answer to the probe of a session that runs already. What came behind it in the same
/// read stays in the buffer.
/// </summary>
internal sealed class EngineOpening(UpgradedConnection upgraded, FrameReader reader, ReadBuffer buffer, EngineUrl url)
{
    private const int ShownPlainTextBytes = 256;

    /// <param name="session">The session to probe for; null to open one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SocketIOConnectException">Something else came.</exception>
    /// <exception cref="IOException">The connection was lost.</exception>
    public async Task<EngineHandshake> RunAsync(EngineHandshake? session, CancellationToken cancellationToken)
    {
        if (session is not null)
        {
            byte[] probe = new byte[FrameWriter.MaskedLength(EngineProtocol.ProbePing.Length)];
            int length = FrameWriter.WriteMasked(probe, WebSocketOpcode.Text, EngineProtocol.ProbePing, new MaskKeySource().Next());
            await upgraded.Stream.WriteAsync(probe.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
            await upgraded.Stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        upgraded.Behind.CopyTo(buffer.Room);
        buffer.OnRead(upgraded.Behind.Length);
        OpenPacketHandler handler = new(reader, session);
        bool isFirst = true;
        while (!handler.IsDone)
        {
            if (buffer.Unread.IsEmpty && !await ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                throw new SocketIOConnectException(
                    ConnectFailure.ConnectionLost, url, "the server closed the connection before the Engine.IO open packet.");
            }

            if (isFirst && buffer.Unread[0] == 'H')
            {
                // No frame of a server begins so (FIN is clear and RSV1 set): a refusal as plain HTTP, inside the upgraded stream.
                string text = await ReadPlainTextAsync(cancellationToken).ConfigureAwait(false);
                throw new SocketIOConnectException(
                    ConnectFailure.NotEngineIO,
                    url,
                    $"the server accepted the WebSocket and then answered \"{text}\" in plain text inside it, "
                    + "as Engine.IO servers do that want another protocol version or transport.");
            }

            isFirst = false;
            ReadFrames(handler);
        }

        reader.Resume();
        return handler.Handshake ?? throw new SocketIOConnectException(ConnectFailure.NotEngineIO, url, handler.Error!);
    }

    /// <summary>False at the end of the stream.</summary>
    private async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        int count = await upgraded.Stream.ReadAsync(buffer.Room, cancellationToken).ConfigureAwait(false);
        buffer.OnRead(count);
        return count > 0;
    }

    private void ReadFrames(OpenPacketHandler handler)
    {
        try
        {
            buffer.OnParsed(reader.Read(buffer.Unread, ref handler));
        }
        catch (WebSocketProtocolException exception)
        {
            throw new SocketIOConnectException(
                ConnectFailure.NotEngineIO,
                url,
                $"what came through the WebSocket is not Engine.IO: {exception.Message}",
                innerException: exception);
        }
    }

    private async Task<string> ReadPlainTextAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (buffer.Unread.Length < ShownPlainTextBytes && !buffer.Unread.EndsWith("\r\n\r\n"u8))
            {
                if (!await ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    break;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Show what came.
        }

        return HttpFailures.OneLine(buffer.Unread[..Math.Min(buffer.Unread.Length, ShownPlainTextBytes)]);
    }
}
