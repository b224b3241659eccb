using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.SocketIO.Tests.Transports;

/// <summary>
/// A server for one session that begins with polling. It answers a poll when the test says with what, and hands the WebSocket that is
/// probed to the test.
/// </summary>
internal sealed class PollingServer : IAsyncDisposable
{
    private const string Open =
        """0{"sid":"engine1","upgrades":["websocket"],"pingInterval":3600000,"pingTimeout":20000,"maxPayload":1000000}""";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<string> _polls = Channel.CreateUnbounded<string>();
    private readonly ConcurrentBag<Task> _serving = [];
    private readonly Func<NetworkStream, CancellationToken, Task> _onProbed;
    private readonly TaskCompletionSource _polled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _loop;

    /// <param name="onProbed">Gets the WebSocket behind the probe's answer.</param>
    public PollingServer(Func<NetworkStream, CancellationToken, Task> onProbed)
    {
        _onProbed = onProbed;
        _listener.Start();
        _loop = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Payloads that the client has posted.</summary>
    public ConcurrentQueue<string> Posted { get; } = [];

    /// <summary>Handshakes so far.</summary>
    public int Sessions { get; private set; }

    /// <summary>Ends the poll under way, or the next, with these packets.</summary>
    public void AnswerPoll(string packets) => _polls.Writer.TryWrite(packets);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        await Task.WhenAll(_serving);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _serving.Add(ServeAsync(client));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                while (true)
                {
                    string head = await ReadHeadAsync(stream);
                    if (head.Contains("transport=websocket", StringComparison.Ordinal))
                    {
                        await ServeProbeAsync(stream, head);
                        return;
                    }

                    await AnswerAsync(stream, head);
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
            {
                // The client left, or the test is over.
            }
        }
    }

    private async Task ServeProbeAsync(NetworkStream stream, string head)
    {
        string upgrade = RawServer.Upgrade.Replace("{accept}", RawServer.AcceptFor(head), StringComparison.Ordinal);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(upgrade), _stop.Token);
        (_, byte[] probe) = await GrantingServer.ReadFrameAsync(stream, _stop.Token);
        Assert.Equal("2probe", Encoding.UTF8.GetString(probe));
        await _polled.Task.WaitAsync(_stop.Token); // A client that has not polled yet would move at once.
        await RawServer.SendAsync(stream, WebSocketOpcode.Text, "3probe"u8.ToArray(), _stop.Token);
        await _onProbed(stream, _stop.Token);
    }

    private async Task AnswerAsync(NetworkStream stream, string head)
    {
        string answer;
        if (head.StartsWith("POST", StringComparison.Ordinal))
        {
            Posted.Enqueue(await ReadBodyAsync(stream, head));
            answer = "ok";
        }
        else if (head.Contains("sid=", StringComparison.Ordinal))
        {
            _polled.TrySetResult();
            answer = await _polls.Reader.ReadAsync(_stop.Token);
        }
        else
        {
            Sessions++;
            answer = Open;
        }

        string response = $"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {Encoding.UTF8.GetByteCount(answer)}\r\n\r\n{answer}";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(response), _stop.Token);
    }

    /// <summary>Not a byte further: a request's body may follow in the same piece.</summary>
    private async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        List<byte> head = [];
        byte[] one = new byte[1];
        while (head is not [.., (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n'])
        {
            await stream.ReadExactlyAsync(one, _stop.Token);
            head.Add(one[0]);
        }

        return Encoding.ASCII.GetString([.. head]);
    }

    private async Task<string> ReadBodyAsync(NetworkStream stream, string head)
    {
        string length = head.Split("\r\n").First(static line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))[15..];
        byte[] body = new byte[int.Parse(length, NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return Encoding.UTF8.GetString(body);
    }
}
