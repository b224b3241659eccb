using System.Net.Sockets;
using System.Text;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Collector.Tests.Clients;

/// <summary>A client that sends whatever bytes a test wants, with the frame codecs from the client's side.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    public const string Handshake = "EIO=4&transport=websocket";
    public const string Key = "dGhlIHNhbXBsZSBub25jZQ==";

    private readonly TcpClient _tcp = new() { NoDelay = true };
    private readonly FrameReader _reader = new(WebSocketRole.Client, FrameLimits.Default);
    private readonly Queue<ReceivedFrame> _received = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private NetworkStream? _stream;

    private RawClient()
    {
    }

    /// <summary>The status line and headers of the answer to the upgrade request, and its body if there was no upgrade.</summary>
    public string Response { get; private set; } = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Sends an upgrade request and reads the answer, whatever it is.</summary>
    public static async Task<RawClient> RequestAsync(
        string url, string query = Handshake, string method = "GET", string key = Key, string path = "/socket.io/",
        string? origin = null)
    {
        var uri = new Uri(url);
        var client = new RawClient();
        await client._tcp.ConnectAsync(uri.Host, uri.Port, Cancellation);
        client._stream = client._tcp.GetStream();
        string request =
            $"{method} {path}?{query} HTTP/1.1\r\nHost: {uri.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
            $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n{(origin is null ? "" : $"Origin: {origin}\r\n")}\r\n";
        await client.SendRawAsync(Encoding.ASCII.GetBytes(request));
        await client.ReadResponseAsync();
        return client;
    }

    /// <summary>Connects, takes the open packet and joins namespaces.</summary>
    public static async Task<RawClient> JoinAsync(string url, params string[] namespaces)
    {
        RawClient client = await RequestAsync(url);
        Assert.StartsWith("0{", (await client.ReceiveAsync()).Text, StringComparison.Ordinal);
        foreach (string name in namespaces)
        {
            string prefix = name == "/" ? "40" : $"40{name},";
            await client.SendTextAsync(prefix);
            Assert.StartsWith($"{prefix}{{\"sid\":\"", (await client.ReceiveAsync()).Text, StringComparison.Ordinal);
        }

        return client;
    }

    /// <summary>A masked frame.</summary>
    public static byte[] Frame(WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[FrameWriter.MaskedLength(payload.Length)];
        FrameWriter.WriteMasked(frame, opcode, payload, 0x5A_01_C3_7E);
        return frame;
    }

    public static byte[] TextFrame(string text) => Frame(WebSocketOpcode.Text, Encoding.UTF8.GetBytes(text));

    public static byte[] PingFrame(string payload) => Frame(WebSocketOpcode.Ping, Encoding.UTF8.GetBytes(payload));

    public Task SendTextAsync(string text) => SendRawAsync(TextFrame(text));

    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes) => await _stream!.WriteAsync(bytes, Cancellation);

    /// <summary>Sends a ping and waits for its pong: the server has dispatched everything before it.</summary>
    public async Task<IReadOnlyList<ReceivedFrame>> SyncAsync(string payload = "sync")
    {
        await SendRawAsync(PingFrame(payload));
        List<ReceivedFrame> before = [];
        while (true)
        {
            ReceivedFrame frame = await ReceiveAsync();
            Assert.False(frame.IsEnd || frame.Opcode == WebSocketOpcode.Close, $"The connection ended instead of a pong: {frame}");
            if (frame.Opcode == WebSocketOpcode.Pong && frame.Text == payload)
            {
                return before;
            }

            before.Add(frame);
        }
    }

    /// <summary>The next message or control frame, or the end of the connection.</summary>
    public async Task<ReceivedFrame> ReceiveAsync()
    {
        while (_received.Count == 0)
        {
            int read;
            try
            {
                read = await _stream!.ReadAsync(_buffer, Cancellation);
            }
            catch (IOException)
            {
                read = 0; // Reset.
            }

            if (read == 0)
            {
                return new ReceivedFrame(null, []);
            }

            Dispatch(_buffer.AsSpan(0, read));
        }

        return _received.Dequeue();
    }

    /// <summary>Closes the sending side: the server reads the end of the stream.</summary>
    public void ShutdownSend() => _tcp.Client.Shutdown(SocketShutdown.Send);

    public ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        _reader.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ReadResponseAsync()
    {
        int length = 0;
        int end;
        while ((end = _buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            int read = await _stream!.ReadAsync(_buffer.AsMemory(length), Cancellation);
            Assert.NotEqual(0, read);
            length += read;
        }

        Response = Encoding.ASCII.GetString(_buffer, 0, end);
        byte[] rest = _buffer[(end + 4)..length];
        if (Response.StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
        {
            Dispatch(rest);
        }
        else
        {
            Response += "\n" + Encoding.UTF8.GetString(rest);
        }
    }

    private void Dispatch(Span<byte> bytes)
    {
        var recorder = new FrameRecorder(_received);
        _reader.Read(bytes, ref recorder);
    }
}
