using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace FastEmit.Interop.Tests.Servers;

/// <summary>
/// A Socket.IO server that grants one namespace and then reads nothing more, so that its client's writes come to a stop. On command
/// it ends its own side of the stream or breaks the protocol, and still neither reads nor closes.
/// </summary>
internal sealed class DeafServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _sockets = [];
    private readonly TaskCompletionSource _granted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _namespace;
    private readonly Task _serving;

    public DeafServer(string @namespace)
    {
        _namespace = @namespace;
        _listener.Server.ReceiveBufferSize = 4096; // Inherited by accepted sockets: the client is stopped early.
        _listener.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        _serving = ServeAsync();
    }

    public string Url { get; }

    /// <summary>Completes when the namespace is granted.</summary>
    public Task Granted => _granted.Task;

    /// <summary>Ends the server's side of the latest connection: the client reads the end of the stream.</summary>
    public void EndStream() => _sockets[^1].Shutdown(SocketShutdown.Send);

    /// <summary>Sends a frame that no server may send: a reserved opcode.</summary>
    public void BreakTheProtocol() => _sockets[^1].Send([0x83, 0x00]);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _sockets.ForEach(static socket => socket.Close(0));
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync();
                _sockets.Add(socket);
                if (await TryGrantAsync(socket))
                {
                    _granted.TrySetResult();
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    /// <summary>False when the client has left meanwhile; it will come again.</summary>
    private async Task<bool> TryGrantAsync(Socket socket)
    {
        try
        {
            await GrantAsync(socket);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task GrantAsync(Socket socket)
    {
        byte[] buffer = new byte[4096];
        int length = 0;
        while (!buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            int count = await socket.ReceiveAsync(buffer.AsMemory(length));
            length = count == 0 ? throw new SocketException((int)SocketError.ConnectionReset) : length + count;
        }

        string key = Encoding.Latin1.GetString(buffer, 0, length).Split("Sec-WebSocket-Key: ")[1].Split('\r')[0];
        await SendAsync($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {Accept(key)}\r\n\r\n");
        await SendAsync(TextFrame("""0{"sid":"e","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":100000000}"""));
        if (await socket.ReceiveAsync(buffer) == 0) // CONNECT
        {
            throw new SocketException((int)SocketError.ConnectionReset);
        }

        await SendAsync(TextFrame($$"""40{{_namespace}},{"sid":"n"}"""));

        async Task SendAsync(string text) => await socket.SendAsync(Encoding.Latin1.GetBytes(text));
    }

    private static string TextFrame(string text) => $"\u0081{(char)text.Length}{text}";

    private static string Accept(string key)
    {
#pragma warning disable CA5350 // RFC 6455 prescribes SHA-1.
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
    }
}
