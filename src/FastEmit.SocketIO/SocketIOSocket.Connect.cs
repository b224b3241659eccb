using System.Text.Json;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.Packets;
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

    /// <summary>Whether the writer may still send what was queued: until the server says that the namespace is left.</summary>
    internal bool MayBeWritten => Volatile.Read(ref _mayBeWritten);

    /// <summary>Wants to be connected, and returns at once. What becomes of it is told by events.</summary>
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
        bool wasConnected;
        lock (Connection.Sync)
        {
            if (!_active && !_connected)
            {
                return;
            }

            _active = false;
            wasConnected = _connected;
            if (wasConnected)
            {
                AppendDisconnect();
                EndConnected();
            }

            _pid = null;
            waiter = _waiter;
            _waiter = null;
            Connection.OnSocketLeft();
        }

        Connection.Wake();
        waiter?.TrySetException(new SocketIODisconnectedException(reason));
        if (wasConnected)
        {
            AfterDisconnect(new ConnectionClose(reason, null, null, null));
        }
    }

    internal void OnSessionOpened()
    {
        lock (Connection.Sync)
        {
            _connectSent = false;
            if (!_active)
            {
                return;
            }
        }

        _ = SendConnectAsync();
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
            _connectSent = false;
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
        ConnectRefusal refusal = ConnectRefusal.Read(data);
        OnRefusedForGood(new SocketIORefusedException(Namespace, refusal.Message, refusal.Data));
    }

    /// <summary>A packet for this namespace is beyond a limit: it fails whoever waited for it, and nobody else. On the read loop.</summary>
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
        lock (Connection.Sync)
        {
            wasConnected = _connected;
            _active = false;
            _mayBeWritten = false;
            _pid = null;
            EndConnected();
            Connection.OnSocketLeft();
        }

        if (wasConnected)
        {
            AfterDisconnect(new ConnectionClose(DisconnectReason.ServerDisconnect, null, null, null));
        }
    }

    internal void OnSessionEnded(ConnectionClose close)
    {
        bool wasConnected;
        lock (Connection.Sync)
        {
            wasConnected = _connected;
            _connectSent = false;
            _mayBeWritten = false;
            _held.Clear();
            EndConnected();
        }

        if (wasConnected)
        {
            AfterDisconnect(close);
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
        lock (Connection.Sync)
        {
            _active = false;
            waiter = _waiter;
            _waiter = null;
        }

        waiter?.TrySetException(failure ?? new SocketIODisconnectedException(DisconnectReason.TransportClose));
    }

    private Task Begin()
    {
        Task waiting;
        bool sendConnect;
        lock (Connection.Sync)
        {
            if (_connected)
            {
                return Task.CompletedTask;
            }

            // A session that is being closed ends first; the connection's loop then opens another for this socket.
            sendConnect = !_active && Connection.State == ConnectionState.Open && !Connection.IsClosing;
            _active = true;
            _waiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting = _waiter.Task;
            Connection.EnsureLoop();
        }

        // Whoever only calls Connect learns of failures by the event.
        _ = waiting.ContinueWith(
            static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        if (sendConnect)
        {
            _ = SendConnectAsync();
        }

        return waiting;
    }

    /// <summary>Whether the server still owes an answer to the CONNECT of a session. Under the connection's lock.</summary>
    internal bool AwaitsGrant(int session) => _connectSent && Connection.SessionNumber == session;

    private async Task SendConnectAsync()
    {
        int session = Connection.CurrentSession();
        if (await AuthenticateAsync(session).ConfigureAwait(false) is not { } auth)
        {
            return;
        }

        lock (Connection.Sync)
        {
            if (!_active || _connected || _connectSent || Connection.IsClosing || Connection.SessionNumber != session)
            {
                return;
            }

            _connectSent = true;
            byte[] payload = ConnectPayload.Compose(auth.Span, _pid, _lastOffset.WrittenSpan);
            byte[] packet = new byte[PacketBuilder.RecordHeader + 1 + PacketWriter.MaxPrefixLength(_utf8Namespace.Length) + payload.Length];
            packet[PacketBuilder.RecordHeader] = EngineProtocol.MessagePrefix;
            int length = 1 + PacketWriter.WriteConnect(packet.AsSpan(PacketBuilder.RecordHeader + 1), _utf8Namespace, payload);
            PacketBuilder.WriteHeader(packet, length, RecordKind.Text);
            Connection.Append(packet.AsSpan(0, PacketBuilder.RecordHeader + length), 0);
            Connection.WatchGrant(this, session);
        }

        Connection.Wake();
    }

    private void OnRefusedForGood(Exception error)
    {
        TaskCompletionSource? waiter;
        lock (Connection.Sync)
        {
            _connectSent = false;
            _active = false;
            _pid = null;
            waiter = _waiter;
            _waiter = null;
            Connection.OnSocketLeft();
        }

        waiter?.TrySetException(error);
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
    }

    private void AfterDisconnect(ConnectionClose close)
    {
        RejectAcks(close.Reason, close.Detail);
        Inbound.AddNotice(() => Disconnected?.Invoke(
            this, new ConnectionClosedEventArgs(close.Reason, close.CloseCode, close.Detail, close.Error)));
    }
}
