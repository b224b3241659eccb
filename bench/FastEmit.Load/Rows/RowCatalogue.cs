using FastEmit.Load.Servers;

namespace FastEmit.Load.Rows;

/// <summary>Every row of the tables.</summary>
internal static class RowCatalogue
{
    /// <summary>What the rows of FastEmit begin with.</summary>
    public const string FastEmit = "FastEmit";

    /// <summary>The loop that only frames and writes.</summary>
    public const string Bare = "bare loop, no library";

    /// <summary>ClientWebSocket.</summary>
    public const string WebSocket = "ClientWebSocket";

    /// <summary>SocketIOClient.</summary>
    public const string SocketIOClient = "SocketIOClient 3.0.6";

    /// <summary>The official client.</summary>
    public const string JavaScript = "socket.io-client 4.8.4";

    /// <summary>FastEmit in its own envelopes of fifty.</summary>
    public const string Envelopes50 = FastEmit + ", envelopes of 50";

    private static readonly string[] Plain = ["--connections", "1"];

    /// <summary>All rows into one kind of server. A run takes one to four seconds, so that compiling is over in the part that counts.</summary>
    public static IReadOnlyList<Row> Into(ServerKind server, double scale = 1) =>
    [
        Own(FastEmit, server, scale),
        Own(FastEmit + ", five connections", server, scale, "--connections", "5"),
        Own(FastEmit + ", at most once", server, scale, [.. Plain, "--delivery", "at-most-once"]),
        Own(FastEmit + ", acknowledged", server, scale, [.. Plain, "--delivery", "acknowledged"]),
        Own(FastEmit + ", batches of 1", server, scale, [.. Plain, "--max-batch-size", "1"]),
        Own(FastEmit + ", batches of 64", server, scale, [.. Plain, "--max-batch-size", "64"]),
        Own(FastEmit + ", batches of 512", server, scale, [.. Plain, "--max-batch-size", "512"]),
        Own(FastEmit + ", envelopes of 10", server, scale, [.. Plain, "--envelope", "batch", "--max-batch-size", "10"]),
        Own(Envelopes50, server, scale, [.. Plain, "--envelope", "batch", "--max-batch-size", "50"]),
        Peer(Bare, server, "bare", Own(FastEmit, server, scale).Events),
        Peer("FastEmit.SocketIO, awaited emits", server, "socketio", Scaled(scale, server == ServerKind.Node ? 200_000 : 400_000)),
        Peer(WebSocket, server, "websocket", Scaled(scale, 150_000)),
        Peer(SocketIOClient, server, "socketioclient", Scaled(scale, 15_000)),
        Script(JavaScript, server, Scaled(scale, 100_000)),
    ];

    /// <summary>FastEmit at full speed with what <c>stress</c> is told.</summary>
    public static Row Own(string name, ServerKind server, double scale, params string[] options) => Own(
        name,
        server,
        Scaled(scale, server switch { ServerKind.Sink => 8_000_000, ServerKind.Collector => 5_000_000, _ => 1_000_000 }),
        options);

    /// <summary>The same with an exact number of events.</summary>
    public static Row Own(string name, ServerKind server, int events, params string[] options) => new(
        name,
        server,
        events,
        (url, count) => Task.FromResult(ChildProcess.OfCommandLine(
            ["stress", "--url", url, "--events", $"{count}", "--json", .. options.Length == 0 ? Plain : options])));

    /// <summary>FastEmit with events of another size, in several namespaces, or with several keys.</summary>
    public static Row Growth(ServerKind server, int events, int packetBytes, int namespaces = 1, int keys = 0) => new(
        FastEmit,
        server,
        events,
        (url, count) => Task.FromResult(ChildProcess.OfThisSuite(["grow", url, $"{count}", $"{packetBytes}", $"{namespaces}", $"{keys}", "0"])));

    /// <summary>A client of <see cref="Clients"/>.</summary>
    public static Row Peer(string name, ServerKind server, string client, int events) => new(
        name,
        server,
        events,
        (url, count) => Task.FromResult(ChildProcess.OfThisSuite(["emit", client, url, $"{count}"])));

    private static Row Script(string name, ServerKind server, int events) => new(
        name,
        server,
        events,
        (url, count) => NodeScripts.StartInfoAsync("client.mjs", url, $"{count}"));

    private static int Scaled(double scale, int events) => Math.Max(100, (int)(events * scale));
}
