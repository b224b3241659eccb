using System.Net;
using System.Net.Sockets;

namespace FastEmit.FaultProxy;

/// <summary>
/// Forwards TCP connections from a loopback port of its own to another loopback port, and breaks them on command in the
/// ways in which networks do. All members may be used from any thread.
/// </summary>
public sealed class TcpFaultProxy : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<ProxiedConnection> _connections = [];
    private readonly List<Socket> _unanswered = [];
    private readonly Task _accepting;
    private volatile int _targetPort;
    private volatile bool _refusesConnections;
    private volatile bool _leavesConnectionsUnanswered;
    private volatile LinkConditions _toServer = LinkConditions.Clear;
    private volatile LinkConditions _toClient = LinkConditions.Clear;
    private long _accepted;
    private long _bytesToServer;
    private long _bytesToClient;
    private long _writesToServer;
    private long _writesToClient;
    private long _resetAt = long.MaxValue;

    private TcpFaultProxy(int targetPort)
    {
        _targetPort = targetPort;
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(128);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>The port on 127.0.0.1 to connect to.</summary>
    public int Port { get; }

    /// <summary>The port on 127.0.0.1 that new connections are forwarded to.</summary>
    public int TargetPort
    {
        get => _targetPort;
        set => _targetPort = value;
    }

    /// <summary>Whether new connections are reset as soon as they are accepted.</summary>
    public bool RefusesConnections
    {
        get => _refusesConnections;
        set => _refusesConnections = value;
    }

    /// <summary>Whether new connections are accepted and then never answered, closed or forwarded.</summary>
    public bool LeavesConnectionsUnanswered
    {
        get => _leavesConnectionsUnanswered;
        set => _leavesConnectionsUnanswered = value;
    }

    /// <summary>What happens to bytes from the client to the server.</summary>
    public LinkConditions ToServer
    {
        get => _toServer;
        set => _toServer = value;
    }

    /// <summary>What happens to bytes from the server to the client.</summary>
    public LinkConditions ToClient
    {
        get => _toClient;
        set => _toClient = value;
    }

    /// <summary>Connections accepted so far, refused ones included.</summary>
    public long ConnectionCount => Interlocked.Read(ref _accepted);

    /// <summary>Bytes handed to the server so far, over all connections.</summary>
    public long BytesToServer => Interlocked.Read(ref _bytesToServer);

    /// <summary>Bytes handed to the client so far, over all connections.</summary>
    public long BytesToClient => Interlocked.Read(ref _bytesToClient);

    /// <summary>Writes to the server so far, over all connections; each is a TCP segment of its own.</summary>
    public long WritesToServer => Interlocked.Read(ref _writesToServer);

    /// <summary>Writes to the client so far, over all connections; each is a TCP segment of its own.</summary>
    public long WritesToClient => Interlocked.Read(ref _writesToClient);

    /// <summary>Connections that are forwarded, cut or black-holed and not closed yet.</summary>
    public int OpenConnections
    {
        get
        {
            lock (_connections)
            {
                return _connections.Count;
            }
        }
    }

    /// <summary>Starts a proxy in front of <paramref name="targetPort"/>, which need not be listening yet.</summary>
    public static TcpFaultProxy Start(int targetPort) => new(targetPort);

    /// <summary>Ends all connections in good order: both sides read the end of the stream (FIN). Bytes under way are lost.</summary>
    public void CutAll() => ForEach(static connection => connection.Cut());

    /// <summary>Ends all connections with a reset (RST), as a crashed host or an expired NAT entry does.</summary>
    public void ResetAll() => ForEach(static connection => connection.Reset());

    /// <summary>Stops forwarding on all present connections and keeps them open, as a pulled cable does. New connections are forwarded.</summary>
    public void BlackHoleAll() => ForEach(static connection => connection.BlackHole());

    /// <summary>
    /// Arms one reset: as soon as <paramref name="bytes"/> more bytes have been forwarded to the server, over all connections,
    /// the connection that carried the last of them is reset. Nothing beyond that byte reaches the server (exact while one
    /// connection at a time carries bytes).
    /// </summary>
    public void ResetAfter(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        Interlocked.Exchange(ref _resetAt, BytesToServer + bytes);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        ProxiedConnection[] connections = Snapshot();
        ForEach(static connection => connection.Reset());
        await Task.WhenAll(connections.Select(static connection => connection.Completion));
        foreach (Socket socket in _unanswered)
        {
            socket.Close(0);
        }

        _stopping.Dispose();
    }

    /// <summary>How many of <paramref name="wanted"/> bytes may still go to the server before the armed reset.</summary>
    internal int AllowToServer(int wanted)
    {
        long left = Interlocked.Read(ref _resetAt) - BytesToServer;
        return (int)Math.Clamp(left, 0, wanted);
    }

    /// <summary>Counts bytes handed to the server. True if they reach the armed reset, which is then disarmed.</summary>
    internal bool CountToServer(int bytes)
    {
        Interlocked.Increment(ref _writesToServer);
        long total = Interlocked.Add(ref _bytesToServer, bytes);
        long resetAt = Interlocked.Read(ref _resetAt);
        return total >= resetAt && Interlocked.CompareExchange(ref _resetAt, long.MaxValue, resetAt) == resetAt;
    }

    /// <summary>Counts bytes handed to the client. Always false: only the other direction can be armed.</summary>
    internal bool CountToClient(int bytes)
    {
        Interlocked.Add(ref _bytesToClient, bytes);
        Interlocked.Increment(ref _writesToClient);
        return false;
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptAsync(_stopping.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            Interlocked.Increment(ref _accepted);
            if (_refusesConnections)
            {
                client.Close(0);
            }
            else if (_leavesConnectionsUnanswered)
            {
                _unanswered.Add(client);
            }
            else
            {
                Forward(client);
            }
        }
    }

    private void Forward(Socket client)
    {
        var connection = new ProxiedConnection(this, client);
        lock (_connections)
        {
            _connections.Add(connection);
        }

        connection.Start(TargetPort);
        connection.Completion.ContinueWith(_ => Remove(connection), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void Remove(ProxiedConnection connection)
    {
        lock (_connections)
        {
            _connections.Remove(connection);
        }
    }

    private ProxiedConnection[] Snapshot()
    {
        lock (_connections)
        {
            return [.. _connections];
        }
    }

    private void ForEach(Action<ProxiedConnection> action)
    {
        foreach (ProxiedConnection connection in Snapshot())
        {
            action(connection);
        }
    }
}
