namespace FastEmit.SocketIO;

/// <content>What CONNECT presents.</content>
public sealed partial class SocketIOSocket
{
    /// <summary>The auth object, empty for none; null when the socket has nothing to connect with, which has been told then.</summary>
    private async Task<ReadOnlyMemory<byte>?> AuthenticateAsync(int session)
    {
        if (Options.Auth is not { } provider)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        SocketIOConnectionOptions rules = Connection.Options;
        try
        {
            for (int attempt = 0; StillWanted(session); attempt++)
            {
                if (await provider.GetAsync(rules.ConnectTimeout, rules.TimeProvider, Connection.Disposing).ConfigureAwait(false) is { } auth)
                {
                    return auth;
                }

                if (!rules.Reconnection || attempt >= rules.ReconnectionAttempts)
                {
                    throw AuthTimedOut();
                }

                OnConnectFailed(AuthTimedOut(), willRetry: true);
                TimeSpan delay = ReconnectDelay.For(
                    attempt, rules.ReconnectionDelay, rules.ReconnectionDelayMax, rules.RandomizationFactor, Random.Shared.NextDouble());
                await Task.Delay(delay, rules.TimeProvider, Connection.Disposing).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (StillWanted(session))
        {
            OnRefusedForGood(exception);
        }
        catch (Exception)
        {
            // The session has ended meanwhile: the next one asks again.
        }

        return null;
    }

    private bool StillWanted(int session)
    {
        lock (Connection.Sync)
        {
            return _active && Connection.SessionNumber == session;
        }
    }

    private SocketIOConnectException AuthTimedOut() => new(
        ConnectFailure.Timeout,
        Connection.DisplayUrl,
        $"the auth function of {Namespace} did not return within the connect timeout of {Connection.Options.ConnectTimeout.TotalSeconds:0.###} s.");
}
