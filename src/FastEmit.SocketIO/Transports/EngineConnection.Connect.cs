using System.Buffers;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.WebSockets;
using FastEmit.SocketIO.Transports.Threads;

namespace FastEmit.SocketIO.Transports;

/// <content>From a URL to the server's open packet.</content>
internal sealed partial class EngineConnection
{
    private const int ShownPlainTextBytes = 256;

    /// <summary>Upgrades and reads the open packet, within the connect timeout.</summary>
    /// <exception cref="SocketIOConnectException">It could not be made; the message names the URL and the answer.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static async Task<EngineConnection> ConnectAsync(EngineConnectionOptions options, CancellationToken cancellationToken)
    {
        EngineUrl url = EngineUrl.Build(options, "websocket");
        EngineConnectionOptions connecting = options;
        if (options.Thread is not null && IoThread.Handshakes is { } thread)
        {
            await thread.EnterAsync();
            connecting = options with { TimeProvider = thread.Time };
        }

        using CancellationTokenSource timeout = new(options.ConnectTimeout, connecting.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        ConnectProgress progress = new();
        try
        {
            UpgradedConnection upgraded = await WebSocketUpgrade.ConnectAsync(connecting, url, progress, either.Token).ConfigureAwait(false);
            return await OpenAsync(upgraded, options, url, null, either.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (either.IsCancellationRequested)
        {
            // Whatever form the platform gave it.
            cancellationToken.ThrowIfCancellationRequested();
            throw progress.TimedOut(options, url, exception);
        }
    }

    /// <summary>
    /// Opens a WebSocket for a session that runs on polling, and probes it: <c>2probe</c>, <c>3probe</c>. The session moves with the
    /// caller's <c>5</c>.
    /// </summary>
    /// <exception cref="SocketIOConnectException">It could not be made; the session stays where it is.</exception>
    public static async Task<EngineConnection> ProbeAsync(
        EngineConnectionOptions options, EngineHandshake session, CancellationToken cancellationToken)
    {
        EngineUrl url = EngineUrl.Build(options, "websocket", session.Sid);
        UpgradedConnection upgraded = await WebSocketUpgrade.ConnectAsync(options, url, new ConnectProgress(), cancellationToken)
            .ConfigureAwait(false);
        return await OpenAsync(upgraded, options, url, session, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<EngineConnection> OpenAsync(
        UpgradedConnection upgraded,
        EngineConnectionOptions options,
        EngineUrl url,
        EngineHandshake? session,
        CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Math.Max(options.ReadBufferBytes, upgraded.Behind.Length));
        MessageInflater? inflater = upgraded.Deflate is { } deflate
            ? new MessageInflater(deflate.ServerNoContextTakeover, options.Limits.MaxMessageBytes)
            : null;
        FrameReader reader = new(WebSocketRole.Client, options.Limits, inflater);
        EngineConnection connection = new(upgraded, reader, options, buffer);
        try
        {
            if (session is not null)
            {
                connection.WriteFrame(WebSocketOpcode.Text, EngineProtocol.ProbePing);
                await connection.FlushAsync().ConfigureAwait(false);
            }

            await connection.ReadOpenPacketAsync(url, session, upgraded.Behind, cancellationToken).ConfigureAwait(false);
            upgraded.CompleteInline();
            return connection;
        }
        catch (Exception exception)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            if (exception is IOException or ObjectDisposedException)
            {
                throw new SocketIOConnectException(
                    ConnectFailure.ConnectionLost,
                    url,
                    $"the connection was lost before the Engine.IO open packet ({exception.GetBaseException().Message}).",
                    innerException: exception);
            }

            throw;
        }
    }

    private async Task ReadOpenPacketAsync(
        EngineUrl url, EngineHandshake? session, ReadOnlyMemory<byte> behind, CancellationToken cancellationToken)
    {
        behind.CopyTo(_readBuffer);
        int count = behind.Length;
        OpenPacketHandler handler = new(_reader, session);
        int first = 0;
        while (true)
        {
            if (count == 0)
            {
                count = await _connection.Stream.ReadAsync(_readBuffer, cancellationToken).ConfigureAwait(false);
            }

            if (count == 0)
            {
                throw new SocketIOConnectException(
                    ConnectFailure.ConnectionLost, url, "the server closed the connection before the Engine.IO open packet.");
            }

            first = first == 0 ? _readBuffer[0] : first;
            if (first == 'H')
            {
                // No frame of a server begins so (FIN is clear and RSV1 set): a refusal as plain HTTP, inside the upgraded stream.
                string text = await ReadPlainTextAsync(count, cancellationToken).ConfigureAwait(false);
                throw new SocketIOConnectException(
                    ConnectFailure.NotEngineIO,
                    url,
                    $"the server accepted the WebSocket and then answered \"{text}\" in plain text inside it, "
                    + "as Engine.IO servers do that want another protocol version or transport.");
            }

            _bufferedStart = ReadFrames(handler, count, url);
            _bufferedEnd = count;
            if (handler.IsDone)
            {
                break;
            }

            count = 0;
        }

        Handshake = handler.Handshake ?? throw new SocketIOConnectException(ConnectFailure.NotEngineIO, url, handler.Error!);
        _reader.Resume();
    }

    private int ReadFrames(OpenPacketHandler handler, int count, EngineUrl url)
    {
        try
        {
            return _reader.Read(_readBuffer.AsSpan(0, count), ref handler);
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

    private async Task<string> ReadPlainTextAsync(int count, CancellationToken cancellationToken)
    {
        try
        {
            while (count < ShownPlainTextBytes && !_readBuffer.AsSpan(0, count).EndsWith("\r\n\r\n"u8))
            {
                int more = await _connection.Stream.ReadAsync(_readBuffer.AsMemory(count), cancellationToken).ConfigureAwait(false);
                if (more == 0)
                {
                    break;
                }

                count += more;
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Show what came.
        }

        return HttpFailures.OneLine(_readBuffer.AsSpan(0, Math.Min(count, ShownPlainTextBytes)));
    }
}
