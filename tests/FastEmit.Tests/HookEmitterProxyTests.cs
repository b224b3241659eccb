using System.Net;
using FastEmit.Tests.Delivery;

namespace FastEmit.Tests;

/// <summary>The system's proxy, which is the process's. (Proxies by option are in the interop tests.)</summary>
[Collection(AloneInTheProcess.Name)]
public sealed class HookEmitterProxyTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IWebProxy _before = HttpClient.DefaultProxy;
    private readonly ScriptedServer _server = new();
    private readonly ScriptedServer _proxy = new();

    [Fact]
    public async Task UseProxy_False_TheSystemsProxyIsNotAsked()
    {
        await using HookEmitter emitter = Create(useProxy: false);
        ReferenceEvent.EmitNumbered(emitter, 0);
        Assert.True((await emitter.FlushAsync(Patience, TestContext.Current.CancellationToken)).Completed);
        Assert.Equal((1, 0), (_server.Sessions.Count, _proxy.Sessions.Count));
    }

    [Fact]
    public async Task UseProxy_Default_TheSystemsProxyIsAsked()
    {
        await using HookEmitter emitter = Create(useProxy: true);
        ReferenceEvent.EmitNumbered(emitter, 0);
        await _proxy.WaitForSessionsAsync(1);
        Assert.Empty(_server.Sessions);
    }

    public ValueTask InitializeAsync()
    {
        HttpClient.DefaultProxy = new WebProxy(_proxy.Url, BypassOnLocal: false);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        HttpClient.DefaultProxy = _before;
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }

    private HookEmitter Create(bool useProxy) => HookEmitter.Create(new HookEmitterOptions
    {
        Url = _server.Url,
        Connection = { UseProxy = useProxy },
        ShutdownTimeout = TimeSpan.Zero,
    });
}
