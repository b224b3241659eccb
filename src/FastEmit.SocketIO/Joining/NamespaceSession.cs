using FastEmit.Protocol.Packets;
using FastEmit.SocketIO.Emitting;
using FastEmit.SocketIO.Receiving;
using FastEmit.SocketIO.Sending;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO.Joining;

/// <summary>
/// One socket's part of the connection's sessions: it joins the namespace, takes the server's answer and the events, and leaves. Members take the
/// connection's lock themselves; those that are called under it say so.
/// </summary>
internal sealed class NamespaceSession
{
    private readonly SocketIOSocket _socket;
    private readonly Membership _membership;
    private readonly SessionRecovery _recovery = new();
    private readonly Credentials _credentials;

    public NamespaceSession(SocketIOSocket socket, Membership membership)
    {
        _socket = socket;
        _membership = membership;
        _credentials = new Credentials(socket, membership);
    }

    /// <summary>The id that the server gave this socket for this session; null while it is not connected.</summary>
    public string? Id { get; private set; }

    /// <summary>Whether the last connect restored the session before, missed events included.</summary>
    public bool Recovered { get; private set; }

    private SocketIOConnection Connection => _socket.Connection;

    /// <summary>Starts to connect. The task completes with the grant.</summary>
    public Task Begin()
    {
        Task waiting;
        bool sendsConnect;
        lock (Connection.Sync)
        {
            _socket.ThrowIfDisposed();
            if (_membership.IsJoined)
            {
                return Task.CompletedTask;
            }

            // A session that is being closed ends first; the connection's loop then opens another for this socket.
            bool isInTime = _membership.Ask() && Connection.Loop.State == ConnectionState.Open && !Connection.Loop.IsClosing;
            sendsConnect = isInTime && _membership.State == JoinState.Wanted;
            if (isInTime && !sendsConnect)
            {
                // The server still owes the answer to an earlier CONNECT, and would not take a second one; its time begins anew.
                Connection.Loop.WatchGrant(_socket, _membership.Request);
            }

            waiting = _membership.WhenJoined();
            Connection.Loop.Ensure();
        }

        // Whoever only calls Connect learns of failures by the event.
        _ = waiting.ContinueWith(
            static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        if (sendsConnect)
        {
            _ = SendConnectAsync();
        }

        return waiting;
    }

    /// <summary>The user leaves the namespace, or the connection does.</summary>
    public void Leave(DisconnectReason reason) => End(JoinSignal.DisconnectCalled, new ConnectionClose(reason, null, null, null));

    public void OnSessionOpened()
    {
        if (_membership.IsActive)
        {
            _ = SendConnectAsync();
        }
    }

    /// <summary>CONNECT came back: the namespace is granted.</summary>
    public void OnGranted(ReadOnlySpan<byte> data)
    {
        if (!ConnectReply.TryParse(data, out ConnectReply? reply))
        {
            Refuse(SocketIOConnectException.LegacyServer(Connection.DisplayUrl));
            return;
        }

        lock (Connection.Sync)
        {
            _membership.Move(JoinSignal.Granted);
            if (_membership.IsJoined)
            {
                Enter(reply);
            }
            else
            {
                // Left while the server was deciding.
                AppendDisconnect();
            }
        }

        Connection.Wake();
    }

    public void OnRefused(ReadOnlySpan<byte> data)
    {
        ConnectRefusal refusal = ConnectRefusal.Read(data);
        Refuse(new SocketIORefusedException(_socket.Namespace, Connection.Presentable(refusal.Message), refusal.Data));
    }

    /// <summary>The namespace is not granted, for this reason.</summary>
    public void Refuse(Exception error)
    {
        JoinState before = End(JoinSignal.Refused, new ConnectionClose(DisconnectReason.ServerDisconnect, null, error.Message, error));
        if (before == JoinState.Superseded)
        {
            _ = SendConnectAsync();
        }
        else if (JoinTransitions.IsActive(before))
        {
            _socket.NotifyConnectError(error, willRetry: false);
        }
    }

    /// <summary>On the read loop. False when the event is none of this socket's.</summary>
    public bool OnEvent(in SocketIOPacket packet, in AttachmentList attachments)
    {
        if (_membership.IsJoined)
        {
            if (_recovery.Pid is not null)
            {
                _recovery.Remember(packet.Data);
            }

            _socket.Inbound.AddEvent(packet, attachments);
            return true;
        }

        // A recovered session delivers what was missed before its CONNECT reply.
        lock (Connection.Sync)
        {
            bool isMissedOne = _membership.State == JoinState.Asked && _recovery.Pid is not null;
            if (isMissedOne)
            {
                _recovery.Hold(packet, attachments);
            }

            return isMissedOne;
        }
    }

    public void OnServerDisconnect()
    {
        _membership.ForbidWriting();
        End(JoinSignal.ServerDisconnected, new ConnectionClose(DisconnectReason.ServerDisconnect, null, null, null));
    }

    public void OnSessionEnded(ConnectionClose close) => End(JoinSignal.SessionEnded, close);

    public void OnConnectFailed(Exception failure, bool willRetry)
    {
        if (_membership.IsActive)
        {
            _socket.NotifyConnectError(failure, willRetry);
        }
    }

    public void OnGaveUp(Exception? failure) => End(
        JoinSignal.GaveUp,
        new ConnectionClose(failure is null ? DisconnectReason.TransportClose : DisconnectReason.TransportError, null, failure?.Message, failure));

    /// <summary>Whether the server still owes an answer to the CONNECT of a session. Under the connection's lock.</summary>
    public bool AwaitsGrant(int session, int request) => _membership.AwaitsGrant(request) && Connection.Loop.SessionNumber == session;

    /// <summary>Whether CONNECT is to be sent for this request in this session.</summary>
    public bool IsWanted(int session, int request)
    {
        lock (Connection.Sync)
        {
            return _membership.IsWanted(request) && Connection.Loop.SessionNumber == session;
        }
    }

    private async Task SendConnectAsync()
    {
        int session;
        int request;
        lock (Connection.Sync)
        {
            session = Connection.Loop.SessionNumber;
            request = _membership.Request;
        }

        try
        {
            if (await _credentials.AskAsync(session, request).ConfigureAwait(false) is { } auth)
            {
                Send(auth.Span, session, request);
            }
        }
        catch (Exception exception) when (IsWanted(session, request))
        {
            Refuse(exception);
        }
        catch (Exception)
        {
            // The session has ended meanwhile: the next one asks again.
        }
    }

    private void Send(ReadOnlySpan<byte> auth, int session, int request)
    {
        lock (Connection.Sync)
        {
            if (!IsWanted(session, request) || Connection.Loop.IsClosing)
            {
                return;
            }

            _membership.Move(JoinSignal.ConnectSent);
            Connection.Outbox.Append(NamespacePackets.Connect(_socket.Utf8Namespace, auth, _recovery.Pid, _recovery.Offset), 0);
            Connection.Loop.WatchGrant(_socket, request);
        }

        Connection.Wake();
    }

    /// <summary>The namespace is granted. Under the connection's lock.</summary>
    private void Enter(ConnectReply reply)
    {
        Recovered = _recovery.OnGranted(reply.Pid);
        Id = reply.Sid;
        Connection.Loop.OnNamespaceGranted();
        _membership.Enter();
        _socket.NotifyConnected();
        _recovery.ReleaseTo(_socket.Inbound, _socket.Utf8Namespace);
        _socket.Emits.OnGranted();
    }

    /// <summary>The membership, or the attempt at one, is over. What waits for it ends, unless another session follows by itself.</summary>
    /// <returns>The state before.</returns>
    private JoinState End(JoinSignal signal, ConnectionClose close)
    {
        JoinState before;
        bool wasJoined;
        EndedWaits ended;
        lock (Connection.Sync)
        {
            bool isCalled = signal == JoinSignal.DisconnectCalled;
            if (isCalled && _membership.IsJoined)
            {
                // Emitted before, so sent before.
                _socket.Emits.OnLeaving();
                AppendDisconnect();
            }

            before = _membership.Move(signal);
            if (before == _membership.State && !isCalled)
            {
                return before;
            }

            wasJoined = before == JoinState.Joined;
            Id = wasJoined ? null : Id;
            ended = _socket.Emits.OnMembershipEnded(wasJoined, isCalled, isFinal: !_membership.IsActive);
            _recovery.DropHeld();
            if (!_membership.IsActive)
            {
                OnLeft(signal, before, close);
            }
        }

        Connection.Wake();
        ended.Fail(close);
        if (wasJoined)
        {
            _socket.NotifyDisconnected(close);
        }

        return before;
    }

    /// <summary>The socket does not come back by itself. Under the connection's lock.</summary>
    private void OnLeft(JoinSignal signal, JoinState before, ConnectionClose close)
    {
        // After the last attempt a later connect may still restore the session.
        if (signal != JoinSignal.GaveUp)
        {
            _recovery.Forget();
        }

        _membership.Refuse(close.Error ?? new SocketIODisconnectedException(close.Reason));
        if (JoinTransitions.IsActive(before))
        {
            Connection.Loop.OnSocketLeft();
        }
    }

    /// <summary>Under the connection's lock.</summary>
    private void AppendDisconnect() => Connection.Outbox.Append(NamespacePackets.Disconnect(_socket.Utf8Namespace), 0);
}
