using System.Net;
using System.Net.Sockets;
using System.Text;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Benchmarks.Client;

/// <summary>Grants the main namespace, reads and forgets; on demand it floods its first client with small events.</summary>
internal sealed class SinkServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private NetworkStream? _first;

    public SinkServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public void Flood(int events) => _ = Task.Run(async () =>
    {
        const int batch = 1000;
        byte[] payload = """42["n",{"a":1}]"""u8.ToArray();
        byte[] frames = new byte[FrameWriter.UnmaskedLength(payload.Length) * batch];
        for (int i = 0, position = 0; i < batch; i++)
        {
            position += FrameWriter.WriteUnmasked(frames.AsSpan(position), WebSocketOpcode.Text, payload);
        }

        for (int sent = 0; sent < events; sent += batch)
        {
            await _first!.WriteAsync(frames, _stop.Token);
        }
    });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                client.NoDelay = true;
                _first ??= client.GetStream();
                _ = ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The run is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient owned = client;
        NetworkStream stream = client.GetStream();
        try
        {
            string head = await ReadHeadAsync(stream);
            string key = head.Split("\r\n").First(static line => line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase));
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                + UpgradeKey.AcceptFor(key[18..].Trim()) + "\r\n\r\n"));
            await SendAsync(stream, """0{"sid":"e","upgrades":[],"pingInterval":600000,"pingTimeout":600000,"maxPayload":1000000}""");
            byte[] buffer = new byte[256 * 1024];
            await stream.ReadAtLeastAsync(buffer, 8, throwOnEndOfStream: false);
            await SendAsync(stream, """40{"sid":"s"}""");
            while (await stream.ReadAsync(buffer, _stop.Token) > 0)
            {
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The client left, or the run is over.
        }
    }

    private static async Task SendAsync(NetworkStream stream, string text)
    {
        byte[] frame = new byte[text.Length + 10];
        int length = FrameWriter.WriteUnmasked(frame, WebSocketOpcode.Text, Encoding.UTF8.GetBytes(text));
        await stream.WriteAsync(frame.AsMemory(0, length));
    }

    private static async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one);
            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
