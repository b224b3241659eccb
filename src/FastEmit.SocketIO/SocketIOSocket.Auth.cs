using FastEmit.SocketIO.Joining;

namespace FastEmit.SocketIO;

/// <content>The credentials of CONNECT.</content>
public sealed partial class SocketIOSocket
{
    /// <summary>The auth object, empty for none; null when the socket has nothing to connect with, which has been told then.</summary>
    private async Task<ReadOnlyMemory<byte>?> AuthenticateAsync(int session, int request)
    {
        if (Options.Auth is not { } provider)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        SocketIOConnectionOptions rules = Connection.Options;
        try
        {
            for (int attempt = 0; IsStillWanted(session, request); attempt++)
            {
                Exception failure;
                try
                {
                    if (await provider.GetAsync(rules.ConnectTimeout, rules.TimeProvider, Connection.Disposing).ConfigureAwait(false) is { } auth)
                    {
                        return auth;
                    }

                    failure = AuthTimedOut();
                }
                catch (Exception exception) when (_grantedRequest == request)
                {
                    // It has worked: whatever it asks is away for now.
                    failure = exception;
                }

                if (!rules.Reconnection || attempt >= rules.ReconnectionAttempts)
                {
                    throw failure;
                }

                OnConnectFailed(failure, willRetry: true);
                TimeSpan delay = ReconnectDelay.For(
                    attempt, rules.ReconnectionDelay, rules.ReconnectionDelayMax, rules.RandomizationFactor, Random.Shared.NextDouble());
                await Task.Delay(delay, rules.TimeProvider, Connection.Disposing).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (IsStillWanted(session, request))
        {
            Refuse(exception);
        }
        catch (Exception)
        {
            // The session has ended meanwhile: the next one asks again.
        }

        return null;
    }

    private bool IsStillWanted(int session, int request)
    {
        lock (Connection.Sync)
        {
            return IsWanted(session, request);
        }
    }

    /// <summary>Whether CONNECT is to be sent for this request in this session. Under the connection's lock.</summary>
    private bool IsWanted(int session, int request) =>
        _state == JoinState.Wanted && _request == request && Connection.SessionNumber == session;

    private SocketIOConnectException AuthTimedOut() => new(
        ConnectFailure.Timeout,
        Connection.DisplayUrl,
        $"the auth function of {Namespace} did not return within the connect timeout of {Connection.Options.ConnectTimeout.TotalSeconds:0.###} s.");
}
