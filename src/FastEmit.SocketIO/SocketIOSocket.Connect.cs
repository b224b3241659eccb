using System.Text.Json;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.Packets;
using FastEmit.SocketIO.Acks;
using FastEmit.SocketIO.Sending;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO;

/// <content>Joining and leaving the namespace.</content>
public sealed partial class SocketIOSocket
{
    private bool _active;
    private bool _connected;
    private bool _mayBeWritten;

    // CONNECT was sent in this session and not answered yet: a second one would close the connection.
    private bool _connectSent;

    // Counts the times that the socket was asked to connect, so that what belongs to an earlier time ends nothing of a later one.
    private int _join;
    private int _connectJoin;
    private bool _wasGranted;
    private int _session;
    private TaskCompletionSource? _waiter;

    /// <summary>Whether the namespace is granted right now.</summary>
    public bool IsConnected => Volatile.Read(ref _connected);

    /// <summary>Whether it wants to be connected, and comes back by itself when it is not.</summary>
    public bool IsActive => Volatile.Read(ref _active);

    /// <summary>The id that the server gave this socket for this session; null while it is not connected.</summary>
    public string? Id { get; private set; }

    /// <summary>Whether the last connect restored the session before, missed events included.</summary>
    public bool Recovered { get; private set; }

    /// <summary>Whether the writer may still send queued packets: until the server disconnects the namespace.</summary>
    internal bool MayBeWritten => Volatile.Read(ref _mayBeWritten);

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

    internal void Leave(DisconnectReason reason)
    {
        TaskCompletionSource? waiter;
        List<AckCompletion> ended;
        bool wasConnected;
        lock (Connection.Sync)
        {
            bool wasActive = _active;
            wasConnected = _connected;
            _active = false;
            if (wasConnected)
            {
                // Emitted before, so sent before.
                Connection.TakeWaiting(this).ForEach(Admit);
                AppendDisconnect();
                EndConnected();
            }

            OnRetriedSessionEnded(isLost: false);
            ended = TakeAcks(isFinal: true);
            _pid = null;
            waiter = _waiter;
            _waiter = null;
            if (wasActive || wasConnected)
            {
                Connection.OnSocketLeft();
            }
        }

        Connection.Wake();
        waiter?.TrySetException(new SocketIODisconnectedException(reason));
        FailAll(ended, reason);
        if (wasConnected)
        {
            NotifyDisconnected(new ConnectionClose(reason, null, null, null));
        }
    }

    /// <summary>The connection is disposed of: nothing that waits here can end in another way.</summary>
    internal void EndForGood()
    {
        List<AckCompletion> ended;
        lock (Connection.Sync)
        {
            ended = TakeAcks(isFinal: true);
            foreach (WaitingPost post in Connection.TakeWaiting(this))
            {
                post.Fail(new ObjectDisposedException(nameof(SocketIOConnection)));
            }

            _offline.Clear();
        }

        ended.ForEach(static completion => completion.Fail(new ObjectDisposedException(nameof(SocketIOConnection))));
    }

    internal void OnSessionOpened()
    {
        int join;
        lock (Connection.Sync)
        {
            OnAnswered();
            join = _join;
            if (!_active)
            {
                return;
            }
        }

        _ = SendConnectAsync(join);
    }

    /// <summary>CONNECT came back: the namespace is granted.</summary>
    internal void OnGranted(ReadOnlySpan<byte> data)
    {
        if (!ConnectReply.TryParse(data, out ConnectReply? reply))
        {
            OnRefusedForGood(SocketIOConnectException.LegacyServer(Connection.DisplayUrl));
            return;
        }

        TaskCompletionSource? waiter;
        lock (Connection.Sync)
        {
            OnAnswered();
            if (!_active)
            {
                // Left while the server was deciding.
                AppendDisconnect();
                Connection.Wake();
                return;
            }

            Recovered = reply.Pid is not null && reply.Pid == _pid;
            _pid = reply.Pid;
            Id = reply.Sid;
            _session = Connection.SessionNumber;
            _connected = true;
            _wasGranted = true;
            _mayBeWritten = true;
            Connection.OnNamespaceGranted();
            waiter = _waiter;
            _waiter = null;
            Inbound.AddNotice(() => Connected?.Invoke(this, EventArgs.Empty));
            ReleaseHeld();
            SendWaiting();
        }

        Connection.Wake();
        waiter?.TrySetResult();
    }

    internal void OnRefused(ReadOnlySpan<byte> data)
    {
        int join;
        bool wasEarlierOne;
        lock (Connection.Sync)
        {
            // Left while the server was deciding, and connected again since, perhaps with other credentials.
            join = _join;
            wasEarlierOne = _connectSent && _active && _connectJoin != join;
            _connectSent &= !wasEarlierOne;
        }

        if (wasEarlierOne)
        {
            _ = SendConnectAsync(join);
            return;
        }

        ConnectRefusal refusal = ConnectRefusal.Read(data);
        OnRefusedForGood(new SocketIORefusedException(Namespace, Connection.Presentable(refusal.Message), refusal.Data));
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
                OnRefusedForGood(failure);
                break;
        }
    }

    internal void OnServerDisconnect()
    {
        bool wasConnected;
        RetriedAck? givenUp;
        List<AckCompletion> ended;
        lock (Connection.Sync)
        {
            wasConnected = _connected;
            _active = false;
            _mayBeWritten = false;
            _pid = null;
            EndConnected();
            givenUp = OnRetriedSessionEnded(isLost: true);
            ended = TakeAcks(isFinal: true);
            Connection.OnSocketLeft();
        }

        FailGivenUp(givenUp, DisconnectReason.ServerDisconnect);
        FailAll(ended, DisconnectReason.ServerDisconnect);
        if (wasConnected)
        {
            NotifyDisconnected(new ConnectionClose(DisconnectReason.ServerDisconnect, null, null, null));
        }
    }

    internal void OnSessionEnded(ConnectionClose close)
    {
        bool wasConnected;
        RetriedAck? givenUp;
        List<AckCompletion> ended;
        lock (Connection.Sync)
        {
            wasConnected = _connected;
            OnAnswered();
            _mayBeWritten = false;
            _held.Clear();
            EndConnected();
            givenUp = OnRetriedSessionEnded(isLost: wasConnected);
            ended = TakeAcks(isFinal: false);
        }

        FailGivenUp(givenUp, close.Reason);
        FailAll(ended, close.Reason, close.Detail);
        if (wasConnected)
        {
            NotifyDisconnected(close);
        }
    }

    internal void OnConnectFailed(Exception failure, bool willRetry)
    {
        if (IsActive)
        {
            Inbound.AddNotice(() => ConnectError?.Invoke(this, new ConnectionErrorEventArgs(failure, willRetry)));
        }
    }

    internal void OnGaveUp(Exception? failure)
    {
        TaskCompletionSource? waiter;
        List<AckCompletion> ended;
        lock (Connection.Sync)
        {
            if (!_active)
            {
                return;
            }

            _active = false;
            ended = TakeAcks(isFinal: true);
            waiter = _waiter;
            _waiter = null;
        }

        waiter?.TrySetException(failure ?? new SocketIODisconnectedException(DisconnectReason.TransportClose));
        FailAll(ended, failure is null ? DisconnectReason.TransportClose : DisconnectReason.TransportError, failure?.Message, failure);
    }

    private Task Begin()
    {
        Task waiting;
        bool sendConnect;
        int join;
        lock (Connection.Sync)
        {
            ThrowIfDisposed();
            if (_connected)
            {
                return Task.CompletedTask;
            }

            // A session that is being closed ends first; the connection's loop then opens another for this socket.
            sendConnect = !_active && Connection.State == ConnectionState.Open && !Connection.IsClosing;
            if (!_active)
            {
                _active = true;
                _wasGranted = false;
                _join++;
            }

            join = _join;
            if (sendConnect && _connectSent)
            {
                // The server still owes the answer to an earlier CONNECT, and would not take a second one; its time begins anew.
                Connection.WatchGrant(this, Connection.SessionNumber, join);
                sendConnect = false;
            }

            _waiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting = _waiter.Task;
            Connection.EnsureLoop();
        }

        // Whoever only calls Connect learns of failures by the event.
        _ = waiting.ContinueWith(
            static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        if (sendConnect)
        {
            _ = SendConnectAsync(join);
        }

        return waiting;
    }

    /// <summary>Whether the server still owes an answer to the CONNECT of a session. Under the connection's lock.</summary>
    internal bool AwaitsGrant(int session, int join) => _active && _connectSent && _join == join && Connection.SessionNumber == session;

    private async Task SendConnectAsync(int join)
    {
        int session = Connection.CurrentSession();
        if (await AuthenticateAsync(session, join).ConfigureAwait(false) is not { } auth)
        {
            return;
        }

        lock (Connection.Sync)
        {
            if (!IsWanted(session, join) || _connected || _connectSent || Connection.IsClosing)
            {
                return;
            }

            _connectJoin = join;
            _connectSent = true;
            byte[] payload = ConnectPayload.Compose(auth.Span, _pid, _lastOffset.WrittenSpan);
            byte[] packet = new byte[PacketBuilder.RecordHeader + 1 + PacketWriter.MaxPrefixLength(_utf8Namespace.Length) + payload.Length];
            packet[PacketBuilder.RecordHeader] = EngineProtocol.MessagePrefix;
            int length = 1 + PacketWriter.WriteConnect(packet.AsSpan(PacketBuilder.RecordHeader + 1), _utf8Namespace, payload);
            PacketBuilder.WriteHeader(packet, length, RecordKind.Text);
            Connection.Append(packet.AsSpan(0, PacketBuilder.RecordHeader + length), 0);
            Connection.WatchGrant(this, session, join);
        }

        Connection.Wake();
    }

    private void OnRefusedForGood(Exception error)
    {
        TaskCompletionSource? waiter;
        List<AckCompletion> ended;
        lock (Connection.Sync)
        {
            OnAnswered();
            _active = false;
            _pid = null;
            ended = TakeAcks(isFinal: true);
            waiter = _waiter;
            _waiter = null;
            Connection.OnSocketLeft();
        }

        waiter?.TrySetException(error);
        FailAll(ended, DisconnectReason.ServerDisconnect, error.Message, error);
        Inbound.AddNotice(() => ConnectError?.Invoke(this, new ConnectionErrorEventArgs(error, willRetry: false)));
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

    /// <summary>Under the connection's lock.</summary>
    private void EndConnected()
    {
        Volatile.Write(ref _connected, false);
        Id = null;
        KeepWaiting();
    }

    private void NotifyDisconnected(ConnectionClose close) => Inbound.AddNotice(() => Disconnected?.Invoke(
        this, new ConnectionClosedEventArgs(close.Reason, close.CloseCode, close.Detail, close.Error)));

    private static void FailAll(List<AckCompletion> ended, DisconnectReason reason, string? detail = null, Exception? cause = null)
    {
        foreach (AckCompletion completion in ended)
        {
            completion.Fail(new SocketIODisconnectedException(reason, detail, cause));
        }
    }

    private void FailGivenUp(RetriedAck? givenUp, DisconnectReason reason) => givenUp?.Fail(new SocketIODisconnectedException(
        reason, $"it ended whenever this event was sent, {Options.Retries + 1} times in a row without an ack"));
}
