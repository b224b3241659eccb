using System.Net.Security;
using System.Text.Json;
using FastEmit.Interop.Tests.Servers;
using FastEmit.SocketIO;

namespace FastEmit.Interop.Tests.Client;

public sealed class TlsTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("https", SocketIOTransport.WebSocket)]
    [InlineData("wss", SocketIOTransport.WebSocket)]
    [InlineData("https", SocketIOTransport.Polling)]
    public async Task ConnectAsync_CustomRootAndClientCertificate_BothSidesAreContent(string scheme, SocketIOTransport transport)
    {
        await using NodeServer node = await ClientServer.StartAsync(new NodeServerOptions { Tls = _certificates.ServerFiles(askClient: true) });
        SslClientAuthenticationOptions tls = new()
        {
            CertificateChainPolicy = _certificates.TrustingPolicy(),
            ClientCertificates = [_certificates.Client],
        };
        await using SocketIOConnection connection = new(
            $"{scheme}://localhost:{node.Port}", ClientServer.Quick with { Tls = tls, Transports = [transport], Reconnection = false });
        SocketIOSocket socket = connection.Socket();

        await socket.ConnectAsync(Cancel);

        Assert.Equal("FastEmit test client", await socket.AskTextAsync("client certificate"));
        JsonElement handshake = await socket.AskJsonAsync("handshake");
        Assert.Equal("localhost", handshake.GetProperty("sni").GetString());
        Assert.True(handshake.GetProperty("secure").GetBoolean());
    }

    [Fact]
    public async Task ConnectAsync_UntrustedCertificate_FailsAsTls()
    {
        await using NodeServer node = await ClientServer.StartAsync(new NodeServerOptions { Tls = _certificates.ServerFiles(askClient: false) });
        await using SocketIOConnection connection = new(
            $"https://localhost:{node.Port}", new SocketIOConnectionOptions { Reconnection = false });

        SocketIOConnectException exception =
            await Assert.ThrowsAsync<SocketIOConnectException>(() => connection.Socket().ConnectAsync(Cancel));

        Assert.Equal(ConnectFailure.Tls, exception.Failure);
    }

    [Fact]
    public async Task ConnectAsync_ValidationCallbackAndTargetHost_AreUsed()
    {
        await using NodeServer node = await ClientServer.StartAsync(new NodeServerOptions { Tls = _certificates.ServerFiles(askClient: false) });
        SslClientAuthenticationOptions tls = new()
        {
            TargetHost = "named.example",
            RemoteCertificateValidationCallback = static (_, certificate, _, _) =>
                certificate!.Subject.Contains("FastEmit test server", StringComparison.Ordinal),
        };
        await using SocketIOConnection connection = new(
            $"wss://127.0.0.1:{node.Port}", new SocketIOConnectionOptions { Tls = tls, Reconnection = false });
        SocketIOSocket socket = connection.Socket();

        await socket.ConnectAsync(Cancel);

        Assert.Equal("named.example", (await socket.AskJsonAsync("handshake")).GetProperty("sni").GetString());
    }

    /// <inheritdoc/>
    public void Dispose() => _certificates.Dispose();
}
