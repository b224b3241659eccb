using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace FastEmit.Interop.Tests.Servers;

/// <summary>Something that listens and is no Socket.IO server: it reads a request's header, writes one answer and closes, or not.</summary>
internal sealed class CannedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<string, string> _answer;
    private readonly bool _keepsOpen;
    private readonly Task _serving;

    private CannedServer(Func<string, string> answer, bool keepsOpen)
    {
        _answer = answer;
        _keepsOpen = keepsOpen;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _serving = ServeAsync();
    }

    public int Port { get; }

    /// <summary>Answers every request with the same text and closes.</summary>
    public static CannedServer Answering(string answer) => new(_ => answer, keepsOpen: false);

    /// <summary>Accepts the WebSocket properly, then sends <paramref name="afterwards"/> as raw bytes and leaves the connection open.</summary>
    public static CannedServer Upgrading(string afterwards) => new(
        request => $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {Accept(request)}\r\n\r\n{afterwards}",
        keepsOpen: true);

    /// <summary>Reads the request and says nothing.</summary>
    public static CannedServer Silent() => new(_ => "", keepsOpen: true);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> serving = [];
        try
        {
            while (true)
            {
                serving.Add(AnswerAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
                var request = new StringBuilder();
                while (await reader.ReadLineAsync(_stopping.Token) is { Length: > 0 } line)
                {
                    request.AppendLine(line);
                }

                await stream.WriteAsync(Encoding.Latin1.GetBytes(_answer(request.ToString())), _stopping.Token);
                if (_keepsOpen)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, _stopping.Token);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The client has seen enough, or the test.
            }
        }
    }

    private static string Accept(string request)
    {
        const string header = "Sec-WebSocket-Key: ";
        string key = request.Split('\n').Single(line => line.StartsWith(header, StringComparison.OrdinalIgnoreCase))[header.Length..].Trim();
#pragma warning disable CA5350 // RFC 6455 prescribes SHA-1.
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
    }
}
