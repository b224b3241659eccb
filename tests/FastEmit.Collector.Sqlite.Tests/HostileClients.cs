using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FastEmit.Collector.Sqlite.Tests;

/// <summary>Clients that mean harm, or are broken: each attack goes on, again and again, until it is stopped. Raw sockets: no library would send this.</summary>
/// <param name="port">The collector's.</param>
/// <param name="token">The right token, for those that have it.</param>
internal sealed class HostileClients(int port, string token)
{
    private const string Upgrade =
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>How long an attack waits for the collector's reaction.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private long _attacks;

    /// <summary>Attacks so far.</summary>
    public long Attacks => Interlocked.Read(ref _attacks);

    /// <summary>Attacks until it is stopped.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(
    [
        .. Enumerable.Range(0, 30).Select(_ => RepeatAsync(SlowHeaderAsync, stop)),
        RepeatAsync(FloodAsync, stop),
        RepeatAsync(client => SendAsync(client, "\u0016\u0003\u0001\u0002\0\u0001\0\u0001hello, this is no TLS"u8.ToArray()), stop),
        RepeatAsync(client => SendAsync(client, "GET /socket.io/?EIO=3&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"u8.ToArray()), stop),
        RepeatAsync(client => SendAsync(client, Encoding.ASCII.GetBytes($"GET /{new string('a', 60_000)} HTTP/1.1\r\n\r\n")), stop),
        RepeatAsync(client => SendAsync(client, Encoding.ASCII.GetBytes("GET /api/events?limit=10 HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer not-the-right-token\r\n\r\n")), stop),
        RepeatAsync(client => SendAsync(client, Encoding.ASCII.GetBytes($"POST /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nContent-Length: 99999999999\r\n\r\n[")), stop),
        RepeatAsync(client => SendAsync(client, Encoding.ASCII.GetBytes("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")), stop), // A session that is never polled again.
        RepeatAsync(client => SpeakAsync(client, Text("""40{"token":"not-the-right-token"}"""), Text("""42["numbered",{"number":-1}]""")), stop),
        RepeatAsync(client => SpeakAsync(client, Text("""42["numbered",{"number":-1}]""")), stop), // Never joined.
        RepeatAsync(client => SpeakAsync(client, [0x81, 0xFF, 0, 0, 1, 0, 0, 0, 0, 0, 1, 2, 3, 4]), stop), // A frame of a tebibyte.
        RepeatAsync(client => SpeakAsync(client, Join, Text($"42[\"deep\",{new string('[', 50_000)}")), stop),
        RepeatAsync(client => SpeakAsync(client, Join, Text("""459-["attachments that never come"]""")), stop),
        RepeatAsync(client => SpeakAsync(client, Join, [0x81, 0x05, .. "plain"u8]), stop), // Without a mask.
        RepeatAsync(client => SpeakAsync(client, Join, [0x81, 0x82, 0, 0, 0, 0, 0xC3, 0x28]), stop), // No UTF-8.
        RepeatAsync(SubscribeAndReadNothingAsync, stop),
    ]);

    private byte[] Join => Text($$"""40{"token":"{{token}}"}""");

    private async Task RepeatAsync(Func<Socket, Task> attack, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port, stop);
                await attack(client);
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // Refused, reset, or not answered: all of them are right.
            }

            if (Interlocked.Increment(ref _attacks) % 2 == 0)
            {
                client.LingerState = new LingerOption(true, 0); // A reset instead of a close.
            }

            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    /// <summary>A request whose header comes byte by byte.</summary>
    private static async Task SlowHeaderAsync(Socket client)
    {
        foreach (byte character in "GET /socket.io/?EIO=4 HTTP/1.1\r\nHost: 1"u8.ToArray())
        {
            await client.SendAsync(new[] { character });
            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        }
    }

    /// <summary>Fifty connections that say nothing.</summary>
    private async Task FloodAsync(Socket first)
    {
        Socket[] clients = [.. Enumerable.Range(0, 50).Select(static _ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))];
        try
        {
            await Task.WhenAll(clients.Select(client => client.ConnectAsync(IPAddress.Loopback, port)));
            await SendAsync(first, "\r\n"u8.ToArray());
        }
        finally
        {
            Array.ForEach(clients, static client => client.Dispose());
        }
    }

    private static async Task SendAsync(Socket client, byte[] bytes)
    {
        await client.SendAsync(bytes);
        await ReadToEndAsync(client);
    }

    /// <summary>Upgrades to a WebSocket and sends frames.</summary>
    private static async Task SpeakAsync(Socket client, params byte[][] frames)
    {
        await client.SendAsync(Encoding.ASCII.GetBytes(Upgrade));
        foreach (byte[] frame in frames)
        {
            await client.SendAsync(frame);
        }

        await ReadToEndAsync(client);
    }

    /// <summary>Asks for every event there is and does not take them.</summary>
    private async Task SubscribeAndReadNothingAsync(Socket client)
    {
        await client.SendAsync(Encoding.ASCII.GetBytes(Upgrade));
        await client.SendAsync(Join);
        await client.SendAsync(Text("""420["fastemit_subscribe",{"after":0}]"""));
        await Task.Delay(Patience, CancellationToken.None);
    }

    private static async Task ReadToEndAsync(Socket client)
    {
        using CancellationTokenSource patience = new(Patience);
        byte[] buffer = new byte[4096];
        while (await client.ReceiveAsync(buffer, patience.Token) > 0)
        {
        }
    }

    /// <summary>A masked frame of text, with a mask of zeros.</summary>
    private static byte[] Text(string text)
    {
        byte[] payload = Encoding.UTF8.GetBytes(text);
        byte[] length = payload.Length < 126 ? [(byte)(0x80 | payload.Length)] : [0xFE, (byte)(payload.Length >> 8), (byte)payload.Length];
        return [0x81, .. length, 0, 0, 0, 0, .. payload];
    }
}
