namespace FastEmit.SocketIO.Transports;

/// <summary>Opens a session by the transports that the options name, in their order.</summary>
internal static class TransportConnector
{
    /// <exception cref="SocketIOConnectException">None could be opened; the failure of the last is thrown.</exception>
    public static async Task<IEngineTransport> ConnectAsync(
        EngineConnectionOptions engine, SocketIOConnectionOptions options, CancellationToken cancellationToken)
    {
        int count = options.TryAllTransports ? options.Transports.Count : 1;
        for (int i = 0; ; i++)
        {
            try
            {
                return await ConnectAsync(options.Transports[i], engine, options, cancellationToken).ConfigureAwait(false);
            }
            catch (SocketIOConnectException) when (i + 1 < count)
            {
                // The next transport may get through.
            }
        }
    }

    private static async Task<IEngineTransport> ConnectAsync(
        SocketIOTransport transport, EngineConnectionOptions engine, SocketIOConnectionOptions options, CancellationToken cancellationToken)
    {
        if (transport == SocketIOTransport.WebSocket)
        {
            return await EngineConnection.ConnectAsync(engine, cancellationToken).ConfigureAwait(false);
        }

        PollingConnection polling = await PollingConnection.ConnectAsync(engine, cancellationToken).ConfigureAwait(false);
        bool upgrade = options.Upgrade
            && options.Transports.Contains(SocketIOTransport.WebSocket)
            && polling.Handshake.Upgrades.Contains("websocket");
        return upgrade ? new UpgradingConnection(polling, engine) : polling;
    }
}
