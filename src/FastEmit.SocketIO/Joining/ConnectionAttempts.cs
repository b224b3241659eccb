using FastEmit.Protocol.WebSockets;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO.Joining;

/// <summary>How the attempts at a connection have gone since a socket asked for it, and whether another may follow. The connection's lock guards it.</summary>
internal sealed class ConnectionAttempts
{
    /// <summary>Sessions in a row that the server closed without a word, before it is taken not to understand this client.</summary>
    public const int MaxUnanswered = 3;

    private bool _wasGranted;
    private int _unanswered;

    /// <summary>Attempts since a namespace was last granted. A session alone proves nothing: the server may refuse every namespace on it.</summary>
    public int Count { get; private set; }

    /// <summary>Another attempt begins.</summary>
    public void OnNext() => Count++;

    /// <summary>A namespace was granted: the server works.</summary>
    /// <returns>The attempts that it took to come back; 0 when the connection had not been lost.</returns>
    public int OnGranted()
    {
        int attempts = _wasGranted ? Count : 0;
        Count = 0;
        _wasGranted = true;
        return attempts;
    }

    /// <summary>A session has ended.</summary>
    /// <param name="wasUnderstood">Whether the server has said anything in it.</param>
    /// <param name="close">How it ended.</param>
    /// <returns>
    /// Whether the server closed it in good order without a word: it does not understand this client. Once is chance; as long as no namespace
    /// was ever granted, the third in a row is final.
    /// </returns>
    public bool OnSessionEnded(bool wasUnderstood, ConnectionClose close)
    {
        bool isUnanswered = !wasUnderstood
            && close is { Reason: DisconnectReason.TransportClose, CloseCode: CloseCode.NoStatus or CloseCode.Normal };
        _unanswered = isUnanswered ? _unanswered + 1 : 0;
        return isUnanswered;
    }

    /// <summary>Whether another attempt may follow this failure, which is null for the end of a session that was in order.</summary>
    public bool MayFollow(Exception? failure, SocketIOConnectionOptions options) =>
        options.Reconnection && Count < options.ReconnectionAttempts && !IsFinal(failure);

    /// <summary>Whether every further attempt would end the same way.</summary>
    private bool IsFinal(Exception? failure) =>
        failure is ArgumentException or SocketIOConnectException { Failure: ConnectFailure.InvalidUrl }
        || (_unanswered >= MaxUnanswered && !_wasGranted);
}
