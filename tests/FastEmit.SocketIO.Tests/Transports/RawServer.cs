using System.Net;
using System.Net.Sockets;
using System.Text;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.SocketIO.Tests.Transports;

/// <summary>A TCP listener whose script for each connection is the test's: it can be as wrong as the test wants.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    public const string Open = """0{"sid":"engine1","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}""";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public RawServer(Func<NetworkStream, CancellationToken, Task> script)
    {
        _listener.Start();
        _loop = Task.Run(() => AcceptAsync(script));
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Url => $"http://127.0.0.1:{Port}";

    /// <summary>Reads a request's head and answers it with the given bytes, in which {accept} stands for the right accept key.</summary>
    public static RawServer Answering(string answer, Func<NetworkStream, CancellationToken, Task>? then = null) =>
        new(async (stream, token) =>
        {
            string request = await ReadHeadAsync(stream, token);
            await stream.WriteAsync(
                Encoding.UTF8.GetBytes(answer.Replace("{accept}", AcceptFor(request), StringComparison.Ordinal)), token);
            if (then is not null)
            {
                await then(stream, token);
            }
        });

    /// <summary>A good handshake up to and including the open packet.</summary>
    public static RawServer Opening(Func<NetworkStream, CancellationToken, Task> then, string open = Open) =>
        Answering(
            Upgrade,
            async (stream, token) =>
            {
                await SendTextAsync(stream, open, token);
                await then(stream, token);
            });

    public const string Upgrade =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n";

    public static Task SendTextAsync(NetworkStream stream, string text, CancellationToken token) =>
        SendAsync(stream, WebSocketOpcode.Text, Encoding.UTF8.GetBytes(text), token);

    public static async Task SendAsync(NetworkStream stream, WebSocketOpcode opcode, byte[] payload, CancellationToken token)
    {
        byte[] frame = new byte[FrameWriter.UnmaskedLength(payload.Length)];
        FrameWriter.WriteUnmasked(frame, opcode, payload);
        await stream.WriteAsync(frame, token);
    }

    public static async Task<string> ReadHeadAsync(NetworkStream stream, CancellationToken token)
    {
        byte[] buffer = new byte[8192];
        int count = 0;
        while (!buffer.AsSpan(0, count).EndsWith("\r\n\r\n"u8))
        {
            int read = await stream.ReadAsync(buffer.AsMemory(count), token);
            if (read == 0)
            {
                throw new EndOfStreamException();
            }

            count += read;
        }

        return Encoding.ASCII.GetString(buffer, 0, count);
    }

    /// <summary>Reads until the client closes; returns what came.</summary>
    public static async Task<byte[]> ReadToEndAsync(NetworkStream stream, CancellationToken token)
    {
        using MemoryStream all = new();
        await stream.CopyToAsync(all, token);
        return all.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        _stop.Dispose();
    }

    private async Task AcceptAsync(Func<NetworkStream, CancellationToken, Task> script)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await script(client.GetStream(), _stop.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
            {
                // The client left, or the test is over.
            }
        }
    }

    public static string AcceptFor(string request)
    {
        string key = request.Split("\r\n")
            .First(static line => line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase))[18..].Trim();
        return UpgradeKey.AcceptFor(key);
    }
}
