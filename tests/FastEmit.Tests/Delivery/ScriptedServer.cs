using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Tests.Delivery;

/// <summary>
/// A Socket.IO server on a raw socket that does what a test tells it: answer or not, refuse, disconnect, cut. It keeps
/// every event packet that it received, in order, over all connections.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<string> _events = [];
    private readonly List<string> _others = [];
    private readonly List<byte[]> _attachments = [];
    private readonly List<ScriptedSession> _sessions = [];
    private readonly List<(Func<bool> Condition, TaskCompletionSource Met)> _waiters = [];
    private readonly Task _accepting;

    public ScriptedServer(int port = 0)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public string Url => $"http://127.0.0.1:{Port}";

    /// <summary>Whether WebSocket pings, and so watermarks, are answered.</summary>
    public bool AnswerPings { get; set; } = true;

    /// <summary>Whether events that ask for an acknowledgement get one.</summary>
    public bool Acknowledge { get; set; } = true;

    /// <summary>What the acknowledgement of a packet carries: a JSON array.</summary>
    public Func<string, string> Acknowledgement { get; set; } = static _ => "[]";

    /// <summary>Whether CONNECT is answered at all.</summary>
    public bool AnswerConnect { get; set; } = true;

    /// <summary>The message of a CONNECT_ERROR for every namespace, or null.</summary>
    public string? RefuseConnect { get; set; }

    /// <summary>Namespaces that are refused; the others are granted.</summary>
    public ConcurrentDictionary<string, bool> RefusedNamespaces { get; } = [];

    /// <summary>Namespaces whose CONNECT is not answered; the others are.</summary>
    public ConcurrentDictionary<string, bool> UnansweredNamespaces { get; } = [];

    /// <summary>Namespaces that are granted and then disconnected when an event of them comes.</summary>
    public ConcurrentDictionary<string, bool> DisconnectedNamespaces { get; } = [];

    /// <summary>Whether every connection is cut as soon as a namespace was granted on it.</summary>
    public bool EndsAtConnect { get; set; }

    /// <summary>Events at which the server falls: it keeps the event and cuts every connection.</summary>
    public Func<string, bool>? FallsAt { get; set; }

    /// <summary>Events at which it disconnects their namespace, and then closes the connection if that is true.</summary>
    public Func<string, bool?>? KicksAt { get; set; }

    /// <summary>Cut the connection when so many events have come in over it; zero for never.</summary>
    public int CutAfterEvents { get; set; }

    /// <summary>What the open packet promises, in milliseconds; heartbeats are sent by the test alone.</summary>
    public int PingInterval { get; set; } = 25_000;

    /// <summary>The engine's maxPayload.</summary>
    public int MaxPayload { get; set; } = 1_000_000;

    /// <summary>What follows <c>0</c> in the reply to CONNECT, with the namespace put in.</summary>
    public string ConnectReply { get; set; } = """{"sid":"n"}""";

    /// <summary>The event packets so far: <c>42["name",…]</c>, or <c>453-["name",…]</c>.</summary>
    public IReadOnlyList<string> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>The binary frames so far. An event with attachments is counted when its last one has come.</summary>
    public IReadOnlyList<byte[]> Attachments
    {
        get
        {
            lock (_lock)
            {
                return [.. _attachments];
            }
        }
    }

    /// <summary>All other text messages so far.</summary>
    public IReadOnlyList<string> Others
    {
        get
        {
            lock (_lock)
            {
                return [.. _others];
            }
        }
    }

    /// <summary>The sessions so far, lost ones included.</summary>
    public IReadOnlyList<ScriptedSession> Sessions
    {
        get
        {
            lock (_lock)
            {
                return [.. _sessions];
            }
        }
    }

    /// <summary>Completes when so many events have come in.</summary>
    public Task WaitForEventsAsync(int count) => WaitAsync(() => _events.Count >= count);

    /// <summary>Completes when so many sessions were opened.</summary>
    public Task WaitForSessionsAsync(int count) => WaitAsync(() => _sessions.Count >= count);

    /// <summary>Completes when a text message other than an event has come in, so many times.</summary>
    public Task WaitForOtherAsync(string message, int times = 1) => WaitAsync(() => _others.Count(other => other == message) >= times);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        foreach (ScriptedSession session in Sessions)
        {
            session.Cut();
        }

        await _accepting;
        _stop.Dispose();
    }

    /// <summary>Keeps a text message and the attachments that came behind it.</summary>
    internal void Receive(string message, IReadOnlyList<byte[]> attachments)
    {
        List<TaskCompletionSource> met;
        lock (_lock)
        {
            (ScriptedSession.IsEvent(message) ? _events : _others).Add(message);
            _attachments.AddRange(attachments);
            met = TakeMet();
        }

        met.ForEach(static waiter => waiter.SetResult());
    }

    private async Task WaitAsync(Func<bool> condition)
    {
        TaskCompletionSource met = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (condition())
            {
                return;
            }

            _waiters.Add((condition, met));
        }

        await met.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private List<TaskCompletionSource> TakeMet()
    {
        List<TaskCompletionSource> met = [.. _waiters.Where(static w => w.Condition()).Select(static w => w.Met)];
        _waiters.RemoveAll(w => met.Contains(w.Met));
        return met;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
                _ = ServeAsync(socket);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        socket.NoDelay = true;
        await using NetworkStream stream = new(socket, ownsSocket: true);
        try
        {
            await UpgradeAsync(stream);
            ScriptedSession session = new(this, stream, socket);
            List<TaskCompletionSource> met;
            lock (_lock)
            {
                _sessions.Add(session);
                met = TakeMet();
            }

            met.ForEach(static waiter => waiter.SetResult());
            await session.RunAsync();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or WebSocketProtocolException)
        {
            // Cut, by either side.
        }
    }

    private static async Task UpgradeAsync(NetworkStream stream)
    {
        byte[] buffer = new byte[4096];
        int length = 0;
        while (!buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            int count = await stream.ReadAsync(buffer.AsMemory(length));
            length = count == 0 ? throw new IOException("Closed in the upgrade request.") : length + count;
        }

        string request = Encoding.ASCII.GetString(buffer, 0, length);
        const string KeyHeader = "Sec-WebSocket-Key: ";
        int start = request.IndexOf(KeyHeader, StringComparison.OrdinalIgnoreCase) + KeyHeader.Length;
        string key = request[start..request.IndexOf('\r', start)];
#pragma warning disable CA5350 // RFC 6455 section 4.2.2 asks for SHA-1.
        string accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"));
    }
}
