namespace FastEmit.SocketIO.Joining;

/// <summary>The credentials of a socket's CONNECT: asks the user's function, and asks again while it does not answer.</summary>
internal sealed class Credentials(SocketIOSocket socket, Membership membership)
{
    /// <summary>The auth object, empty for none; null when this request is not wanted any more.</summary>
    /// <exception cref="Exception">The socket has nothing to connect with.</exception>
    public async Task<ReadOnlyMemory<byte>?> AskAsync(int session, int request)
    {
        if (socket.Options.Auth is not { } provider)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        SocketIOConnectionOptions rules = socket.Connection.Options;
        CancellationToken disposing = socket.Connection.Disposing;
        for (int attempt = 0; socket.Session.IsWanted(session, request); attempt++)
        {
            Exception failure;
            try
            {
                if (await provider.GetAsync(rules.ConnectTimeout, rules.TimeProvider, disposing).ConfigureAwait(false) is { } auth)
                {
                    return auth;
                }

                failure = TimedOut();
            }
            catch (Exception exception) when (membership.WasGranted(request))
            {
                // It has worked: whatever it asks is away for now.
                failure = exception;
            }

            if (!rules.Reconnection || attempt >= rules.ReconnectionAttempts)
            {
                throw failure;
            }

            socket.Session.OnConnectFailed(failure, willRetry: true);
            TimeSpan delay = ReconnectDelay.For(
                attempt, rules.ReconnectionDelay, rules.ReconnectionDelayMax, rules.RandomizationFactor, Random.Shared.NextDouble());
            await Task.Delay(delay, rules.TimeProvider, disposing).ConfigureAwait(false);
        }

        return null;
    }

    private SocketIOConnectException TimedOut() => new(
        ConnectFailure.Timeout,
        socket.Connection.DisplayUrl,
        $"the auth function of {socket.Namespace} did not return within the connect timeout of "
        + $"{socket.Connection.Options.ConnectTimeout.TotalSeconds:0.###} s.");
}
