using System.Net;
using FastEmit.SocketIO;

namespace FastEmit.Interop.Tests.Client;

public sealed class ProxyTests(ClientServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http", SocketIOTransport.WebSocket)]
    [InlineData("socks5", SocketIOTransport.WebSocket)]
    [InlineData("socks5", SocketIOTransport.Polling)]
    public async Task ConnectAsync_ThroughAProxy_TheProxyCarriesIt(string kind, SocketIOTransport transport)
    {
        await using TunnelProxy proxy = new();
        SocketIOConnectionOptions options = ClientServer.Quick with
        {
            Transports = [transport],
            Proxy = new WebProxy($"{kind}://127.0.0.1:{proxy.Port}", BypassOnLocal: false),
            Reconnection = false,
        };
        await using SocketIOConnection connection = await server.NewConnectionAsync(options);
        SocketIOSocket socket = connection.Socket();

        await socket.ConnectAsync(Cancel);

        Assert.Equal(socket.Id, await socket.AskTextAsync("id"));
        Assert.True(proxy.Tunnels > 0);
    }

    [Fact]
    public async Task ConnectAsync_ProxyRefuses_SaysSo()
    {
        await using TunnelProxy proxy = new(refuse: true);
        SocketIOConnectionOptions options = new()
        {
            Proxy = new WebProxy($"http://127.0.0.1:{proxy.Port}", BypassOnLocal: false),
            Reconnection = false,
        };
        await using SocketIOConnection connection = await server.NewConnectionAsync(options);

        SocketIOConnectException exception =
            await Assert.ThrowsAsync<SocketIOConnectException>(() => connection.Socket().ConnectAsync(Cancel));

        Assert.Contains(exception.Failure, new[] { ConnectFailure.Proxy, ConnectFailure.HttpStatus });
        Assert.Contains("403", exception.Message, StringComparison.Ordinal);
    }
}
