using System.Net;
using System.Net.Sockets;
using FastEmit.FaultProxy;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO.Tests.Transports;

public sealed class EngineConnectionConnectTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ConnectAsync_GoodServer_ReadsTheHandshake()
    {
        await using RawServer server = RawServer.Opening(static (stream, token) => RawServer.ReadToEndAsync(stream, token));

        await using EngineConnection connection = await ConnectAsync(server.Url);

        Assert.Equal("engine1", connection.Handshake.Sid);
        Assert.Equal(TimeSpan.FromSeconds(25), connection.Handshake.PingInterval);
        Assert.Equal(TimeSpan.FromSeconds(20), connection.Handshake.PingTimeout);
        Assert.Equal(1_000_000, connection.Handshake.MaxPayload);
    }

    [Fact]
    public async Task ConnectAsync_RequestLine_CarriesPathQueryAndHeaders()
    {
        TaskCompletionSource<string> head = new();
        await using RawServer server = new(async (stream, token) => head.TrySetResult(await RawServer.ReadHeadAsync(stream, token)));
        EngineConnectionOptions options = new()
        {
            Url = server.Url.Replace("http:", "ws:", StringComparison.Ordinal) + "/ns?a=1",
            Path = "/mine/",
            Query = [new("b", "x y")],
            Headers = [new("X-One", "1"), new("Authorization", "Bearer t")],
        };

        await Assert.ThrowsAsync<SocketIOConnectException>(() => EngineConnection.ConnectAsync(options, Cancel));

        string request = await head.Task;
        Assert.StartsWith("GET /mine/?EIO=4&transport=websocket&a=1&b=x%20y HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("X-One: 1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Authorization: Bearer t\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Sec-WebSocket-Version: 13\r\n", request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:3000")]
    [InlineData("/socket.io/")]
    [InlineData("ftp://localhost")]
    [InlineData("")]
    public async Task ConnectAsync_UnusableUrl_SaysInvalidUrl(string url)
    {
        SocketIOConnectException exception = await FailAsync(url);

        Assert.Equal(ConnectFailure.InvalidUrl, exception.Failure);
    }

    [Fact]
    public async Task ConnectAsync_NothingListens_SaysRefusedAndNamesTheUrl()
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        SocketIOConnectException exception = await FailAsync($"http://127.0.0.1:{port}?token=secret");

        Assert.Equal(ConnectFailure.Refused, exception.Failure);
        Assert.Contains($"http://127.0.0.1:{port}/socket.io/", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectAsync_ResetRightBehindTheAccept_SaysConnectionLostEveryTime()
    {
        // The reset meets the handshake at another place each time, in the platform's code and in ours.
        await using TcpFaultProxy proxy = TcpFaultProxy.Start(targetPort: 1);
        proxy.RefusesConnections = true;

        for (int i = 0; i < 300; i++)
        {
            SocketIOConnectException exception = await FailAsync($"http://127.0.0.1:{proxy.Port}");

            Assert.True(exception.Failure == ConnectFailure.ConnectionLost, exception.ToString());
        }
    }

    [Fact]
    public async Task ConnectAsync_UnknownHost_SaysNameResolution()
    {
        SocketIOConnectException exception = await FailAsync("http://no-such-host.invalid");

        Assert.Equal(ConnectFailure.NameResolution, exception.Failure);
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 22\r\n\r\nCannot GET /socket.io/", "404 Not Found", "mounted at")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "200 OK", "no Socket.IO server")]
    [InlineData("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n{\"code\":5,\"message\":\"Unsupported protocol version\"}", "400 Bad Request", "Engine.IO v4")]
    [InlineData("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\nTransport unknown", "400 Bad Request", "'transports' option")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", "302 Found", "Redirects")]
    public async Task ConnectAsync_OtherStatus_SaysStatusBodyAndAdvice(string answer, string status, string advice)
    {
        await using RawServer server = RawServer.Answering(answer);

        SocketIOConnectException exception = await FailAsync(server.Url);

        Assert.Equal(ConnectFailure.HttpStatus, exception.Failure);
        Assert.Contains(status, exception.Message, StringComparison.Ordinal);
        Assert.Contains(advice, exception.Message, StringComparison.Ordinal);
        Assert.Contains(server.Url, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: bm9uc2Vuc2U=\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Accept: {accept}\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.9\r\n\r\n")]
    public async Task ConnectAsync_WrongUpgrade_SaysNotWebSocket(string answer)
    {
        await using RawServer server = RawServer.Answering(answer);

        SocketIOConnectException exception = await FailAsync(server.Url);

        Assert.Equal(ConnectFailure.NotWebSocket, exception.Failure);
    }

    [Fact]
    public async Task ConnectAsync_HttpTextInsideTheUpgrade_SaysNotEngineIOAndShowsIt()
    {
        await using RawServer server = RawServer.Answering(
            RawServer.Upgrade + "HTTP/1.1 400 Bad Request\r\nContent-Length: 28\r\n\r\nUnsupported protocol version");

        SocketIOConnectException exception = await FailAsync(server.Url);

        Assert.Equal(ConnectFailure.NotEngineIO, exception.Failure);
        Assert.Contains("HTTP/1.1 400 Bad Request", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hello", "begins with \"hello\"")]
    [InlineData("40", "begins with \"40\"")]
    [InlineData("0[]", "no object")]
    [InlineData("0{\"sid\":\"a\"}", "pingInterval")]
    [InlineData("0{\"pingInterval\":1,\"pingTimeout\":1}", "sid")]
    [InlineData("0{", "not valid JSON")]
    public async Task ConnectAsync_FirstMessageIsNoOpenPacket_SaysNotEngineIO(string first, string why)
    {
        await using RawServer server = RawServer.Opening(static (stream, token) => RawServer.ReadToEndAsync(stream, token), first);

        SocketIOConnectException exception = await FailAsync(server.Url);

        Assert.Equal(ConnectFailure.NotEngineIO, exception.Failure);
        Assert.Contains(why, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectAsync_ClosedBeforeAnyAnswer_SaysConnectionLost()
    {
        await using RawServer server = new(static (stream, token) => RawServer.ReadHeadAsync(stream, token));

        Assert.Equal(ConnectFailure.ConnectionLost, (await FailAsync(server.Url)).Failure);
    }

    [Fact]
    public async Task ConnectAsync_ClosedBehindTheUpgrade_SaysConnectionLost()
    {
        await using RawServer server = RawServer.Answering(RawServer.Upgrade);

        Assert.Equal(ConnectFailure.ConnectionLost, (await FailAsync(server.Url)).Failure);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ConnectAsync_ServerHangs_SaysTimeoutWithinTheBound(bool behindTheUpgrade)
    {
        await using RawServer server = behindTheUpgrade
            ? RawServer.Answering(RawServer.Upgrade, static (_, token) => Task.Delay(Timeout.Infinite, token))
            : new RawServer(static (_, token) => Task.Delay(Timeout.Infinite, token));
        EngineConnectionOptions options = new() { Url = server.Url, ConnectTimeout = TimeSpan.FromMilliseconds(300) };

        SocketIOConnectException exception =
            await Assert.ThrowsAsync<SocketIOConnectException>(() => EngineConnection.ConnectAsync(options, Cancel));

        Assert.Equal(ConnectFailure.Timeout, exception.Failure);
        Assert.Contains("0.3 s", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectAsync_Cancelled_ThrowsOperationCanceled()
    {
        await using RawServer server = new(static (_, token) => Task.Delay(Timeout.Infinite, token));
        using CancellationTokenSource cancel = new();
        Task<EngineConnection> connecting = EngineConnection.ConnectAsync(new EngineConnectionOptions { Url = server.Url }, cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
    }

    [Fact]
    public async Task ConnectAsync_TlsToAPlainServer_SaysTls()
    {
        await using RawServer server = new(static async (stream, token) =>
        {
            await stream.ReadExactlyAsync(new byte[1], token);
            await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), token);
        });

        SocketIOConnectException exception = await FailAsync($"https://127.0.0.1:{server.Port}");

        Assert.Equal(ConnectFailure.Tls, exception.Failure);
    }

    private static Task<EngineConnection> ConnectAsync(string url) =>
        EngineConnection.ConnectAsync(new EngineConnectionOptions { Url = url }, Cancel);

    private static Task<SocketIOConnectException> FailAsync(string url) =>
        Assert.ThrowsAsync<SocketIOConnectException>(() => ConnectAsync(url));
}
