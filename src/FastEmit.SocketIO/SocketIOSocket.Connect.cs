using System.Text.Json;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.Packets;
using FastEmit.SocketIO.Acks;
using FastEmit.SocketIO.Joining;
using FastEmit.SocketIO.Sending;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO;

/// <content>Joining and leaving the namespace.</content>
public sealed partial class SocketIOSocket
{
    private readonly SessionRecovery _recovery = new();

    // Changed under the connection's lock alone, by Move.
    private volatile JoinState _state;
    private volatile bool _mayBeWritten;

    // Counts the times that the socket was asked to connect, so that what belongs to an earlier time ends nothing of a later one.
    private int _request;
    private int _grantedRequest;
    private int _membership;
    private TaskCompletionSource? _waiter;

    /// <summary>Whether the namespace is granted right now.</summary>
    public bool IsConnected => _state == JoinState.Joined;

    /// <summary>Whether it wants to be connected, and comes back by itself when it is not.</summary>
    public bool IsActive => JoinTransitions.IsActive(_state);

    /// <summary>The id that the server gave this socket for this session; null while it is not connected.</summary>
    public string? Id { get; private set; }

    /// <summary>Whether the last connect restored the session before, missed events included.</summary>
    public bool Recovered { get; private set; }

    /// <summary>Whether the writer may still send queued packets: until the server disconnects the namespace.</summary>
    internal bool MayBeWritten => _mayBeWritten;

    /// <summary>Starts to connect and returns at once. The events of this socket tell the outcome.</summary>
    public void Connect() => Begin();

    /// <summary>Connects, and waits for the namespace to be granted; as long as attempts go on by the reconnection options.</summary>
    /// <exception cref="SocketIORefusedException">The server refused the namespace.</exception>
    /// <exception cref="SocketIOConnectException">The connection could not be made, and no attempt follows.</exception>
    /// <exception cref="SocketIODisconnectedException">The socket was disconnected meanwhile.</exception>
    /// <exception cref="OperationCanceledException">Cancelled. The socket goes on trying until it is disconnected.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken = default) => Begin().WaitAsync(cancellationToken);

    /// <summary>
    /// Leaves the namespace: events queued before are still sent. The connection is closed with its last socket. Returns when the server
    /// has been told, or the close timeout has passed, if this was the last socket; at once otherwise.
    /// </summary>
    /// <remarks>
    /// The official server hands events to its handlers a turn later than it reads them, and none that it has read together with the
    /// DISCONNECT behind them. Where the last events matter, await an ack of the last one before.
    /// </remarks>
    public Task DisconnectAsync()
    {
        Leave(DisconnectReason.ClientDisconnect);
        return Connection.WhenIdleAsync();
    }

    internal void Leave(DisconnectReason reason) => End(JoinSignal.DisconnectCalled, new ConnectionClose(reason, null, null, null));

    /// <summary>The connection is disposed of: nothing that waits here can end in another way.</summary>
    internal void EndForGood()
    {
        List<AckCompletion> ended;
        lock (Connection.Sync)
        {
            ended = TakeAcks(isFinal: true);
            foreach (WaitingPost post in Connection.Room.TakeAll(this))
            {
                post.Fail(new ObjectDisposedException(nameof(SocketIOConnection)));
            }

            _offline.Clear();
        }

        ended.ForEach(static completion => completion.Fail(new ObjectDisposedException(nameof(SocketIOConnection))));
    }

    internal void OnSessionOpened()
    {
        if (IsActive)
        {
            _ = SendConnectAsync();
        }
    }

    /// <summary>CONNECT came back: the namespace is granted.</summary>
    internal void OnGranted(ReadOnlySpan<byte> data)
    {
        if (!ConnectReply.TryParse(data, out ConnectReply? reply))
        {
            Refuse(SocketIOConnectException.LegacyServer(Connection.DisplayUrl));
            return;
        }

        lock (Connection.Sync)
        {
            Move(JoinSignal.Granted);
            if (IsConnected)
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

    internal void OnRefused(ReadOnlySpan<byte> data)
    {
        ConnectRefusal refusal = ConnectRefusal.Read(data);
        Refuse(new SocketIORefusedException(Namespace, Connection.Presentable(refusal.Message), refusal.Data));
    }

    /// <summary>A packet for this namespace is beyond a limit: only the call that waited for it fails. On the read loop.</summary>
    internal void OnUnusable(in SocketIOPacket packet, string error)
    {
        JsonException failure = new($"The server sent {error} to namespace {Namespace}.");
        switch (packet.Type)
        {
            case SocketIOPacketType.Ack or SocketIOPacketType.BinaryAck:
                TakeAck(packet.AckId)?.Fail(failure);
                break;
            case SocketIOPacketType.Event or SocketIOPacketType.BinaryEvent:
                Inbound.AddNotice(() => Connection.ReportHandlerError(failure));
                break;
            default:
                Refuse(failure);
                break;
        }
    }

    internal void OnServerDisconnect()
    {
        _mayBeWritten = false;
        End(JoinSignal.ServerDisconnected, new ConnectionClose(DisconnectReason.ServerDisconnect, null, null, null));
    }

    internal void OnSessionEnded(ConnectionClose close) => End(JoinSignal.SessionEnded, close);

    internal void OnConnectFailed(Exception failure, bool willRetry)
    {
        if (IsActive)
        {
            Inbound.AddNotice(() => ConnectError?.Invoke(this, new ConnectionErrorEventArgs(failure, willRetry)));
        }
    }

    internal void OnGaveUp(Exception? failure) => End(
        JoinSignal.GaveUp,
        new ConnectionClose(failure is null ? DisconnectReason.TransportClose : DisconnectReason.TransportError, null, failure?.Message, failure));

    /// <summary>Whether the server still owes an answer to the CONNECT of a session. Under the connection's lock.</summary>
    internal bool AwaitsGrant(int session, int request) =>
        _state is JoinState.Asked or JoinState.Superseded && _request == request && Connection.SessionNumber == session;

    private Task Begin()
    {
        Task waiting;
        bool sendsConnect;
        lock (Connection.Sync)
        {
            ThrowIfDisposed();
            if (IsConnected)
            {
                return Task.CompletedTask;
            }

            bool isNew = Move(JoinSignal.ConnectCalled) != _state;
            _request += isNew ? 1 : 0;

            // A session that is being closed ends first; the connection's loop then opens another for this socket.
            bool isInTime = isNew && Connection.State == ConnectionState.Open && !Connection.IsClosing;
            sendsConnect = isInTime && _state == JoinState.Wanted;
            if (isInTime && !sendsConnect)
            {
                // The server still owes the answer to an earlier CONNECT, and would not take a second one; its time begins anew.
                Connection.WatchGrant(this, Connection.SessionNumber, _request);
            }

            _waiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting = _waiter.Task;
            Connection.EnsureLoop();
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

    private async Task SendConnectAsync()
    {
        int session;
        int request;
        lock (Connection.Sync)
        {
            session = Connection.SessionNumber;
            request = _request;
        }

        if (await AuthenticateAsync(session, request).ConfigureAwait(false) is not { } auth)
        {
            return;
        }

        lock (Connection.Sync)
        {
            if (!IsWanted(session, request) || Connection.IsClosing)
            {
                return;
            }

            Move(JoinSignal.ConnectSent);
            byte[] payload = ConnectPayload.Compose(auth.Span, _recovery.Pid, _recovery.Offset);
            byte[] packet = new byte[PacketBuilder.RecordHeader + 1 + PacketWriter.MaxPrefixLength(_utf8Namespace.Length) + payload.Length];
            packet[PacketBuilder.RecordHeader] = EngineProtocol.MessagePrefix;
            int length = 1 + PacketWriter.WriteConnect(packet.AsSpan(PacketBuilder.RecordHeader + 1), _utf8Namespace, payload);
            PacketBuilder.WriteHeader(packet, length, RecordKind.Text);
            Connection.Append(packet.AsSpan(0, PacketBuilder.RecordHeader + length), 0);
            Connection.WatchGrant(this, session, request);
        }

        Connection.Wake();
    }

    private void Refuse(Exception error)
    {
        JoinState before = End(JoinSignal.Refused, new ConnectionClose(DisconnectReason.ServerDisconnect, null, error.Message, error));
        if (before == JoinState.Superseded)
        {
            _ = SendConnectAsync();
        }
        else if (JoinTransitions.IsActive(before))
        {
            Inbound.AddNotice(() => ConnectError?.Invoke(this, new ConnectionErrorEventArgs(error, willRetry: false)));
        }
    }

    /// <summary>Under the connection's lock.</summary>
    /// <returns>The state before.</returns>
    private JoinState Move(JoinSignal signal)
    {
        JoinState before = _state;
        _state = JoinTransitions.Next(before, signal);
        if (!JoinTransitions.IsUnanswered(_state))
        {
            _answered?.TrySetResult();
        }

        return before;
    }

    /// <summary>The namespace is granted. Under the connection's lock.</summary>
    private void Enter(ConnectReply reply)
    {
        Recovered = _recovery.OnGranted(reply.Pid);
        Id = reply.Sid;
        _membership++;
        _grantedRequest = _request;
        _mayBeWritten = true;
        Connection.OnNamespaceGranted();
        _waiter?.TrySetResult();
        _waiter = null;
        Inbound.AddNotice(() => Connected?.Invoke(this, EventArgs.Empty));
        _recovery.ReleaseTo(Inbound, _utf8Namespace);
        SendWaiting();
    }

    /// <summary>The membership, or the attempt at one, is over. What waits for it ends, unless another session follows by itself.</summary>
    /// <returns>The state before.</returns>
    private JoinState End(JoinSignal signal, ConnectionClose close)
    {
        JoinState before;
        bool wasJoined;
        RetriedAck? givenUp;
        List<AckCompletion> ended;
        lock (Connection.Sync)
        {
            bool isCalled = signal == JoinSignal.DisconnectCalled;
            if (isCalled && IsConnected)
            {
                // Emitted before, so sent before.
                Connection.Room.TakeAll(this).ForEach(Admit);
                AppendDisconnect();
            }

            before = Move(signal);
            if (before == _state && !isCalled)
            {
                return before;
            }

            wasJoined = before == JoinState.Joined;
            if (wasJoined)
            {
                Id = null;
                KeepWaiting();
            }

            givenUp = OnRetriedSessionEnded(isLost: wasJoined && !isCalled);
            ended = TakeAcks(isFinal: !IsActive);
            _recovery.DropHeld();
            if (!IsActive)
            {
                // After the last attempt a later connect may still restore the session.
                if (signal != JoinSignal.GaveUp)
                {
                    _recovery.Forget();
                }

                _waiter?.TrySetException(close.Error ?? new SocketIODisconnectedException(close.Reason));
                _waiter = null;
                if (JoinTransitions.IsActive(before))
                {
                    Connection.OnSocketLeft();
                }
            }
        }

        Connection.Wake();
        FailGivenUp(givenUp, close.Reason);
        foreach (AckCompletion completion in ended)
        {
            completion.Fail(new SocketIODisconnectedException(close.Reason, close.Detail, close.Error));
        }

        if (wasJoined)
        {
            Inbound.AddNotice(() => Disconnected?.Invoke(
                this, new ConnectionClosedEventArgs(close.Reason, close.CloseCode, close.Detail, close.Error)));
        }

        return before;
    }

    /// <summary>Under the connection's lock.</summary>
    private void AppendDisconnect()
    {
        Span<byte> packet = stackalloc byte[PacketBuilder.RecordHeader + 1 + PacketWriter.MaxPrefixLength(_utf8Namespace.Length)];
        packet[PacketBuilder.RecordHeader] = EngineProtocol.MessagePrefix;
        int length = 1 + PacketWriter.WriteDisconnect(packet[(PacketBuilder.RecordHeader + 1)..], _utf8Namespace);
        PacketBuilder.WriteHeader(packet, length, RecordKind.Text);
        Connection.Append(packet[..(PacketBuilder.RecordHeader + length)], 0);
    }

    private void FailGivenUp(RetriedAck? givenUp, DisconnectReason reason) => givenUp?.Fail(new SocketIODisconnectedException(
        reason, $"it ended whenever this event was sent, {Options.Retries + 1} times in a row without an ack"));
}
