using FastEmit.Interop.Tests.Emitting;
using FastEmit.Interop.Tests.Servers;
using FastEmit.SocketIO;

namespace FastEmit.Interop.Tests;

/// <summary>A server's words are shown, but not at any length, and not ours that it repeats.</summary>
public sealed class PeerTextTests
{
    private const int TimeoutMs = 120_000;
    private const string Token = "tok-1234567890";

    private static readonly string Long = $"no {Token} " + new string('x', 100_000);

    [Fact(Timeout = TimeoutMs)]
    public async Task Emitter_RefusalOf100Kilobytes_LastErrorIsShortAndHasNoToken()
    {
        await using NodeServer server = await RefusingAsync();
        HookEmitterOptions options = TestEmitter.Options(server.Url);
        options.Connection.Auth = $$"""{"token":"{{Token}}"}""";
        await using HookEmitter emitter = HookEmitter.Create(options);

        await TestEmitter.EmitAsync(emitter, 0, 1);
        await TestEmitter.UntilAsync(() => emitter.GetStats().LastError is not null);

        string error = emitter.GetStats().LastError!;
        Assert.Contains("no *** xxx", error, StringComparison.Ordinal);
        Assert.InRange(error.Length, 256, 600);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Client_RefusalOf100Kilobytes_MessageIsShortAndHasNoToken()
    {
        await using NodeServer server = await RefusingAsync();
        SocketIOConnectionOptions options = new() { Query = [new("token", Token)] };
        await using SocketIOConnection connection = new(server.Url, options);

        SocketIORefusedException exception = await Assert.ThrowsAsync<SocketIORefusedException>(
            () => connection.Socket("/hook").ConnectAsync(TestContext.Current.CancellationToken));

        Assert.Contains("no *** xxx", exception.Message, StringComparison.Ordinal);
        Assert.InRange(exception.Message.Length, 200, 300);
    }

    private static Task<NodeServer> RefusingAsync() => NodeServer.StartAsync(new NodeServerOptions
    {
        Namespaces = ["/hook"],
        RefuseNamespace = new Dictionary<string, string> { ["/hook"] = Long },
    });
}
