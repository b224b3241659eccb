using System.Net;
using System.Net.Sockets;

namespace FastEmit.FaultProxy;

/// <summary>One client connection and its counterpart to the server.</summary>
internal sealed class ProxiedConnection(TcpFaultProxy proxy, Socket client) : IDisposable
{
    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource _closed = new();
    private volatile bool _isCut;
    private volatile bool _isBlackHole;

    /// <summary>Completes when both sockets are closed; never faults.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Whether bytes are read and thrown away, because both sides have been given the end of the stream.</summary>
    public bool IsCut => _isCut;

    /// <summary>Whether nothing is read or written any more.</summary>
    public bool IsBlackHole => _isBlackHole;

    public void Start(int targetPort) => Completion = Task.Run(() => RunAsync(targetPort));

    public void Cut()
    {
        // The pumps go on reading until the peers close too: closing a socket with unread bytes would send RST, not FIN.
        _isCut = true;
        TryShutdownSend(client);
        TryShutdownSend(_server);
    }

    /// <summary>Resets both sides and ends the pumps. May be called at any time, also again.</summary>
    public void Reset()
    {
        client.Close(0);
        _server.Close(0);
        _closed.Cancel(); // Never disposed: it holds no timer, and a late Reset must find it usable.
    }

    public void Dispose() => Reset();

    public void BlackHole() => _isBlackHole = true;

    private async Task RunAsync(int targetPort)
    {
        try
        {
            client.NoDelay = true;
            await _server.ConnectAsync(new IPEndPoint(IPAddress.Loopback, targetPort), _closed.Token);
            var toServer = new LinkPump(this, client, _server, () => proxy.ToServer, proxy.AllowToServer, proxy.CountToServer);
            var toClient = new LinkPump(this, _server, client, () => proxy.ToClient, static wanted => wanted, proxy.CountToClient);
            await Task.WhenAll(toServer.RunAsync(_closed.Token), toClient.RunAsync(_closed.Token));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Reset below: the client learns that the server is gone just as it would without a proxy.
        }

        Reset();
    }

    private static void TryShutdownSend(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }
    }
}
