using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using FastEmit.Protocol.WebSockets;
using FastEmit.SocketIO.Tests.Transports;

namespace FastEmit.SocketIO.Tests;

/// <summary>
/// Opens sessions, grants every namespace, and shows every packet that comes behind CONNECT: text as it is, attachments in hexadecimal
/// digits. One session at a time. It answers nothing by itself: a test sends what it wants to.
/// </summary>
internal sealed class ListeningServer : IAsyncDisposable
{
    private const string OpenForLong =
        """0{"sid":"engine1","upgrades":[],"pingInterval":3600000,"pingTimeout":20000,"maxPayload":1000000}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<string> _packets = Channel.CreateUnbounded<string>();
    private readonly RawServer _server;
    private NetworkStream? _stream;
    private int _sessions;

    public ListeningServer() => _server = RawServer.Opening(ServeAsync, OpenForLong);

    public string Url => _server.Url;

    /// <summary>Sessions that were opened.</summary>
    public int Sessions => Volatile.Read(ref _sessions);

    /// <summary>Whether a namespace is granted at once; the test grants the others. All are by default.</summary>
    public Predicate<string> Grants { get; set; } = static _ => true;

    /// <summary>What an event does, before it is shown. With an IOException the server leaves.</summary>
    public Func<string, ListeningServer, Task>? OnPacket { get; set; }

    /// <summary>The next packet that came.</summary>
    public async Task<string> NextAsync() =>
        await _packets.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);

    /// <summary>Sends a packet to the present session.</summary>
    public Task SendAsync(string text) => RawServer.SendTextAsync(_stream!, text, TestContext.Current.CancellationToken);

    /// <summary>Cuts the present session off.</summary>
    public void Cut() => _stream!.Socket.Close(0);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ServeAsync(NetworkStream stream, CancellationToken token)
    {
        _stream = stream;
        int session = Interlocked.Increment(ref _sessions);
        while (true)
        {
            (WebSocketOpcode opcode, byte[] payload) = await GrantingServer.ReadFrameAsync(stream, token);
            if (opcode == WebSocketOpcode.Close)
            {
                return;
            }

            string packet = opcode == WebSocketOpcode.Text ? Encoding.UTF8.GetString(payload) : Convert.ToHexStringLower(payload);
            if (packet.StartsWith("40", StringComparison.Ordinal))
            {
                int end = packet.IndexOf(',', StringComparison.Ordinal);
                string ns = packet.StartsWith("40/", StringComparison.Ordinal) ? packet[2..(end < 0 ? packet.Length : end)] + "," : "";
                if (!Grants(ns.TrimEnd(',')))
                {
                    _packets.Writer.TryWrite(packet);
                }
                else
                {
                    await RawServer.SendTextAsync(stream, $$"""40{{ns}}{"sid":"s{{session}}"}""", token);
                }

                continue;
            }

            if (packet[0] == '4' && packet[1] is '2' or '5' && OnPacket is { } then)
            {
                await then(packet, this);
            }

            _packets.Writer.TryWrite(packet);
        }
    }
}
