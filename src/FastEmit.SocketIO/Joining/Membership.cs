namespace FastEmit.SocketIO.Joining;

/// <summary>
/// Where a socket stands with its namespace, and who waits for that. The one writer of its <see cref="JoinState"/>. The connection's lock
/// guards it; any thread may read <see cref="IsJoined"/>, <see cref="IsActive"/>, <see cref="MayBeWritten"/> and <see cref="Number"/>.
/// </summary>
internal sealed class Membership
{
    private volatile JoinState _state;
    private volatile bool _mayBeWritten;
    private int _number;
    private int _grantedRequest;
    private TaskCompletionSource? _joined;
    private TaskCompletionSource? _answered;

    public JoinState State => _state;

    /// <summary>Whether the namespace is granted right now.</summary>
    public bool IsJoined => _state == JoinState.Joined;

    /// <summary>Whether the socket is to be joined, now or when it can be.</summary>
    public bool IsActive => JoinTransitions.IsActive(_state);

    /// <summary>Whether the writer may still send queued packets: until the server disconnects the namespace.</summary>
    public bool MayBeWritten => _mayBeWritten;

    /// <summary>Counts the times that the namespace was granted; answers to events of an earlier one go nowhere.</summary>
    public int Number => Volatile.Read(ref _number);

    /// <summary>Counts the times that the socket was asked to connect, so that what belongs to an earlier time ends nothing of a later one.</summary>
    public int Request { get; private set; }

    /// <summary>Moves on by the table.</summary>
    /// <returns>The state before.</returns>
    public JoinState Move(JoinSignal signal)
    {
        JoinState before = _state;
        _state = JoinTransitions.Next(before, signal);
        if (!JoinTransitions.IsUnanswered(_state))
        {
            _answered?.TrySetResult();
        }

        return before;
    }

    /// <summary>The user connects the socket. Returns whether that is new.</summary>
    public bool Ask()
    {
        bool isNew = Move(JoinSignal.ConnectCalled) != _state;
        Request += isNew ? 1 : 0;
        return isNew;
    }

    /// <summary>Whether CONNECT is to be sent for this request.</summary>
    public bool IsWanted(int request) => _state == JoinState.Wanted && Request == request;

    /// <summary>Whether the server still owes an answer to the CONNECT of this request.</summary>
    public bool AwaitsGrant(int request) => _state is JoinState.Asked or JoinState.Superseded && Request == request;

    /// <summary>Whether this request was granted before. Any thread.</summary>
    public bool WasGranted(int request) => Volatile.Read(ref _grantedRequest) == request;

    /// <summary>The namespace is granted, and <see cref="IsJoined"/>.</summary>
    public void Enter()
    {
        Volatile.Write(ref _number, _number + 1);
        Volatile.Write(ref _grantedRequest, Request);
        _mayBeWritten = true;
        _joined?.TrySetResult();
        _joined = null;
    }

    /// <summary>The socket is not to be joined any more: waits for it end with <paramref name="error"/>.</summary>
    public void Refuse(Exception error)
    {
        _joined?.TrySetException(error);
        _joined = null;
    }

    /// <summary>The server has disconnected the namespace. On the read loop.</summary>
    public void ForbidWriting() => _mayBeWritten = false;

    /// <summary>Completes with the next grant; fails when there will be none.</summary>
    public Task WhenJoined()
    {
        _joined ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _joined.Task;
    }

    /// <summary>
    /// Completes when the server owes no answer to a CONNECT: a second one before that makes a server close the connection. One caller.
    /// </summary>
    public Task WhenAnswered()
    {
        if (!JoinTransitions.IsUnanswered(_state))
        {
            return Task.CompletedTask;
        }

        _answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _answered.Task;
    }
}
