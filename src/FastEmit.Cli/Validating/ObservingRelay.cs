using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace FastEmit.Cli.Validating;

/// <summary>
/// A relay between an emitter and the server. It forwards every byte in both directions and observes the wire, so that checks do not depend
/// on the emitter's own counters. It can cut connections and refuse new ones. Thread-safe.
/// </summary>
internal sealed class ObservingRelay : IAsyncDisposable
{
    private readonly Uri _server;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<int, Socket> _open = [];
    private readonly ConcurrentQueue<ObservedEvent> _events = [];
    private readonly Task _accepting;
    private int _connections;
    private int _refused;
    private volatile bool _refuses;

    public ObservingRelay(string server)
    {
        _server = new Uri(server);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The URL for emitters.</summary>
    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The server's own name, for the Host header.</summary>
    public string Host => _server.Authority;

    /// <summary>Connections that were relayed so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Connections that were refused so far.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>The events of a check in the order on the wire, including resent ones.</summary>
    public IReadOnlyList<ObservedEvent> EventsOf(string check) => [.. _events.Where(e => e.Check == check)];

    /// <summary>Starts or stops refusing new connections.</summary>
    public void Refuse(bool refuses) => _refuses = refuses;

    /// <summary>Resets every open connection.</summary>
    public void Cut()
    {
        foreach (Socket socket in _open.Values)
        {
            Abort(socket);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
        _stop.Dispose();
    }

    private static void Abort(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Close();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The socket is closed already.
        }
    }

    private async Task AcceptAsync()
    {
        List<Task> relays = [];
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptSocketAsync(_stop.Token);
                if (_refuses)
                {
                    Interlocked.Increment(ref _refused);
                    Abort(client);
                    continue;
                }

                relays.Add(RelayAsync(client, Interlocked.Increment(ref _connections)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The relay was stopped.
        }

        await Task.WhenAll(relays);
    }

    private async Task RelayAsync(Socket client, int number)
    {
        client.NoDelay = true;
        _open[number] = client;
        try
        {
            using Socket upstream = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await upstream.ConnectAsync(_server.DnsSafeHost, _server.Port, _stop.Token);
            await using Stream server = await OpenAsync(upstream);
            await using NetworkStream near = new(client, ownsSocket: true);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            WireObserver observer = new(number, _events.Enqueue);
            Task up = CopyAsync(near, server, observer, either);
            Task down = CopyAsync(server, near, null, either);
            await Task.WhenAll(up, down);
        }
        catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The emitter sees the connection end; the check reports missing events.
        }
        finally
        {
            _open.TryRemove(number, out _);
            Abort(client);
        }
    }

    private async Task<Stream> OpenAsync(Socket upstream)
    {
        NetworkStream plain = new(upstream);
        if (_server.Scheme is not ("https" or "wss"))
        {
            return plain;
        }

        SslStream secure = new(plain);
        await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = _server.DnsSafeHost }, _stop.Token);
        return secure;
    }

    private static async Task CopyAsync(Stream from, Stream to, WireObserver? observer, CancellationTokenSource either)
    {
        byte[] buffer = new byte[64 << 10];
        try
        {
            while (await from.ReadAsync(buffer, either.Token) is > 0 and int count)
            {
                observer?.Observe(buffer.AsSpan(0, count));
                await to.WriteAsync(buffer.AsMemory(0, count), either.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // One side has closed.
        }

        await either.CancelAsync();
    }
}
