using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FastEmit.Interop.Tests.Client;

/// <summary>A proxy that understands HTTP CONNECT and SOCKS5 without credentials, told apart by the first byte.</summary>
internal sealed class TunnelProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private readonly bool _refuse;
    private int _tunnels;

    public TunnelProxy(bool refuse = false)
    {
        _refuse = refuse;
        _listener.Start();
        _accepting = Task.Run(AcceptAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Tunnels made so far.</summary>
    public int Tunnels => Volatile.Read(ref _tunnels);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient owned = client;
        using TcpClient target = new();
        try
        {
            NetworkStream stream = client.GetStream();
            byte[] first = new byte[1];
            await stream.ReadExactlyAsync(first, _stop.Token);
            EndPoint? endPoint = first[0] == 5 ? await SocksAsync(stream) : await ConnectRequestAsync(stream);
            if (endPoint is null)
            {
                return;
            }

            await target.Client.ConnectAsync(endPoint, _stop.Token);
            Interlocked.Increment(ref _tunnels);
            await stream.WriteAsync(
                first[0] == 5 ? [5, 0, 0, 1, 0, 0, 0, 0, 0, 0] : "HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _stop.Token);
            await Task.WhenAny(
                stream.CopyToAsync(target.GetStream(), _stop.Token), target.GetStream().CopyToAsync(stream, _stop.Token));
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException)
        {
            // One side left.
        }
    }

    private async Task<EndPoint?> ConnectRequestAsync(NetworkStream stream)
    {
        StringBuilder head = new("C");
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, _stop.Token);
            head.Append((char)one[0]);
        }

        if (_refuse)
        {
            await stream.WriteAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _stop.Token);
            return null;
        }

        string[] authority = head.ToString().Split(' ')[1].Split(':');
        return new IPEndPoint(IPAddress.Parse(authority[0]), int.Parse(authority[1], CultureInfo.InvariantCulture));
    }

    private async Task<EndPoint?> SocksAsync(NetworkStream stream)
    {
        // RFC 1928: methods, then CONNECT to an IPv4 address or a name.
        byte[] buffer = new byte[256];
        await stream.ReadExactlyAsync(buffer.AsMemory(0, 1), _stop.Token);
        await stream.ReadExactlyAsync(buffer.AsMemory(0, buffer[0]), _stop.Token);
        await stream.WriteAsync(new byte[] { 5, 0 }, _stop.Token);
        await stream.ReadExactlyAsync(buffer.AsMemory(0, 4), _stop.Token);
        int length = 4;
        bool named = buffer[3] == 3;
        if (named)
        {
            await stream.ReadExactlyAsync(buffer.AsMemory(0, 1), _stop.Token);
            length = buffer[0];
        }

        await stream.ReadExactlyAsync(buffer.AsMemory(0, length + 2), _stop.Token);
        int port = BinaryPrimitives.ReadUInt16BigEndian(buffer.AsSpan(length));
        return named
            ? new DnsEndPoint(Encoding.ASCII.GetString(buffer, 0, length), port)
            : new IPEndPoint(new IPAddress(buffer.AsSpan(0, 4)), port);
    }
}
