using System.Net;
using FastEmit.Interop.Tests.Client;
using FastEmit.Interop.Tests.Emitting;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Interop.Tests;

/// <summary>TLS and proxies of an emitter, against the official server.</summary>
public sealed class SecureTransportTests : IDisposable
{
    private const int TimeoutMs = 120_000;
    private const int Events = 500;

    private readonly TestCertificates _certificates = new();
    private readonly TemporaryFile _log = new();

    [Theory(Timeout = TimeoutMs)]
    [InlineData("https", true)]
    [InlineData("wss", true)]
    [InlineData("https", false)]
    public async Task Emit_CustomRoot_EventsArriveOverTls(string scheme, bool clientCertificate)
    {
        await using NodeServer server = await StartAsync(askClient: clientCertificate);
        HookEmitterOptions options = TestEmitter.Options($"{scheme}://localhost:{server.Port}");
        options.Connection.ConfigureTls = tls =>
        {
            tls.CertificateChainPolicy = _certificates.TrustingPolicy();
            tls.ClientCertificates = clientCertificate ? [_certificates.Client] : [];
        };
        await using HookEmitter emitter = HookEmitter.Create(options);

        await TestEmitter.EmitAsync(emitter, 0, Events);
        await TestEmitter.FlushAllAsync(emitter);

        Arrivals.AssertComplete(server.ReadLog(), Events);
        Assert.True((await server.GetHandshakesAsync())[0].GetProperty("secure").GetBoolean());
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Emit_UntrustedCertificate_IsKeptAndTheErrorNamesTls()
    {
        await using NodeServer server = await StartAsync(askClient: false);
        await using HookEmitter emitter = HookEmitter.Create(TestEmitter.Options($"https://localhost:{server.Port}"));

        await TestEmitter.EmitAsync(emitter, 0, 1);
        await TestEmitter.UntilAsync(() => emitter.GetStats().Errors >= 2);

        Assert.Contains("TLS", emitter.GetStats().LastError, StringComparison.Ordinal);
        Assert.Contains($"https://localhost:{server.Port}", emitter.GetStats().LastError, StringComparison.Ordinal);
        Assert.Equal(1, emitter.GetStats().Pending);
    }

    [Theory(Timeout = TimeoutMs)]
    [InlineData("http")]
    [InlineData("socks5")]
    public async Task Emit_ThroughAProxy_TheProxyCarriesIt(string kind)
    {
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Namespaces = ["/hook"], Log = _log.Path });
        await using TunnelProxy proxy = new();
        HookEmitterOptions options = TestEmitter.Options(server.Url);
        options.Connection.Proxy = new WebProxy($"{kind}://127.0.0.1:{proxy.Port}", BypassOnLocal: false);
        await using HookEmitter emitter = HookEmitter.Create(options);

        await TestEmitter.EmitAsync(emitter, 0, Events);
        await TestEmitter.FlushAllAsync(emitter);

        Arrivals.AssertComplete(server.ReadLog(), Events);
        Assert.Equal(1, proxy.Tunnels);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Emit_ProxyRefuses_IsKeptAndTheErrorSaysSo()
    {
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Namespaces = ["/hook"] });
        await using TunnelProxy proxy = new(refuse: true);
        HookEmitterOptions options = TestEmitter.Options(server.Url);
        options.Connection.Proxy = new WebProxy($"http://127.0.0.1:{proxy.Port}", BypassOnLocal: false);
        await using HookEmitter emitter = HookEmitter.Create(options);

        await TestEmitter.EmitAsync(emitter, 0, 1);
        await TestEmitter.UntilAsync(() => emitter.GetStats().LastError is not null);

        Assert.Contains("403", emitter.GetStats().LastError, StringComparison.Ordinal);
        Assert.Equal((1, 0), (emitter.GetStats().Pending, (await server.GetCountsAsync()).Connections));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _certificates.Dispose();
        _log.Dispose();
    }

    private Task<NodeServer> StartAsync(bool askClient) => NodeServer.StartAsync(
        new NodeServerOptions { Namespaces = ["/hook"], Log = _log.Path, Tls = _certificates.ServerFiles(askClient) });
}
