using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.WebSockets;
using FastEmit.SocketIO.Transports.Threads;

namespace FastEmit.SocketIO.Transports;

/// <content>From a URL to the server's open packet.</content>
internal sealed partial class EngineConnection
{
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
        ReadBuffer buffer = new(Math.Max(options.ReadBufferBytes, upgraded.Behind.Length));
        MessageInflater? inflater = upgraded.Deflate is { } deflate
            ? new MessageInflater(deflate.ServerNoContextTakeover, options.Limits.MaxMessageBytes)
            : null;
        FrameReader reader = new(WebSocketRole.Client, options.Limits, inflater);
        try
        {
            EngineHandshake handshake = await new EngineOpening(upgraded, reader, buffer, url)
                .RunAsync(session, cancellationToken)
                .ConfigureAwait(false);
            EngineConnection connection = new(upgraded, reader, buffer, handshake, options);
            upgraded.CompleteInline();
            return connection;
        }
        catch (Exception exception)
        {
            upgraded.Abort();
            reader.Dispose();
            buffer.Dispose();
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
}
