using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Tests.Delivery;

/// <summary>
/// A Socket.IO server that takes events as fast as they come, counts them, answers pings, and once a connection is made
/// allocates nothing: for tests that count the allocations of the whole process. One thread a connection.
/// </summary>
internal sealed class QuietServer : IDisposable
{
    private const string OpenPacket = """0{"sid":"e","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}""";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Lock _lock = new();
    private readonly List<Socket> _sockets = [];
    private readonly List<Thread> _threads = [];
    private readonly ConcurrentBag<byte[]> _buffers = [];
    private long _events;
    private int _connections;
    private bool _stopped;

    public QuietServer()
    {
        _listener.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        Start(Accept);
    }

    public string Url { get; }

    /// <summary>Event packets received, over all connections.</summary>
    public long Events => Volatile.Read(ref _events);

    /// <summary>Connections so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Resets every connection.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            _sockets.ForEach(static socket => socket.Close(0));
            _sockets.Clear();
        }
    }

    public void Dispose()
    {
        Volatile.Write(ref _stopped, true);
        _listener.Stop();
        Cut();
        List<Thread> threads;
        lock (_lock)
        {
            threads = [.. _threads];
        }

        threads.ForEach(static thread => thread.Join());
    }

    private void Start(ThreadStart run)
    {
        Thread thread = new(run) { IsBackground = true };
        lock (_lock)
        {
            _threads.Add(thread);
        }

        thread.Start();
    }

    private void Accept()
    {
        try
        {
            while (!Volatile.Read(ref _stopped))
            {
                Socket socket = _listener.AcceptSocket();
                lock (_lock)
                {
                    _sockets.Add(socket);
                }

                Start(() => Serve(socket));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private void Serve(Socket socket)
    {
        byte[] buffer = [];
        try
        {
            socket.NoDelay = true;
            buffer = _buffers.TryTake(out byte[]? kept) ? kept : new byte[256 << 10];
            Upgrade(socket, buffer);
            Interlocked.Increment(ref _connections);
            using FrameReader reader = new(WebSocketRole.Server, FrameLimits.Default);
            Session session = new(this, socket);
            session.Send(WebSocketOpcode.Text, Encoding.UTF8.GetBytes(OpenPacket));
            for (int count; (count = socket.Receive(buffer.AsSpan())) != 0;)
            {
                reader.Read(buffer.AsSpan(0, count), ref session);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or WebSocketProtocolException)
        {
            // Cut.
        }

        socket.Dispose();
        _buffers.Add(buffer);
    }

    private static void Upgrade(Socket socket, byte[] buffer)
    {
        int length = 0;
        while (!buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            length += socket.Receive(buffer.AsSpan(length));
        }

        const string KeyHeader = "Sec-WebSocket-Key: ";
        string request = Encoding.ASCII.GetString(buffer, 0, length);
        int start = request.IndexOf(KeyHeader, StringComparison.OrdinalIgnoreCase) + KeyHeader.Length;
        string key = request[start..request.IndexOf('\r', start)];
        socket.Send(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {UpgradeKey.AcceptFor(key)}\r\n\r\n"));
    }

    private readonly struct Session(QuietServer server, Socket socket) : IWebSocketHandler
    {
        public void OnText(ReadOnlySpan<byte> message)
        {
            if (message.StartsWith("42"u8))
            {
                Interlocked.Increment(ref server._events);
            }
            else if (message.StartsWith("40"u8))
            {
                Grant(message);
            }
        }

        public void OnBinary(ReadOnlySpan<byte> message)
        {
        }

        public void OnPing(ReadOnlySpan<byte> payload) => Send(WebSocketOpcode.Pong, payload);

        public void OnPong(ReadOnlySpan<byte> payload)
        {
        }

        public void OnClose(int code, ReadOnlySpan<byte> reason) => Send(WebSocketOpcode.Close, []);

        public void Send(WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
        {
            Span<byte> frame = stackalloc byte[FrameWriter.UnmaskedLength(payload.Length)];
            FrameWriter.WriteUnmasked(frame, opcode, payload);
            socket.Send(frame);
        }

        private void Grant(ReadOnlySpan<byte> connect)
        {
            string name = Encoding.UTF8.GetString(connect[2..(connect.IndexOf((byte)',') + 1 is var end and > 0 ? end : 2)]);
            Send(WebSocketOpcode.Text, Encoding.UTF8.GetBytes($$"""40{{name}}{"sid":"n"}"""));
        }
    }
}
