using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using FastEmit.Collector;
using FastEmit.Interop.Tests.Emitting;
using FastEmit.Interop.Tests.Servers;
using FastEmit.SocketIO;

namespace FastEmit.Interop.Tests.Limits;

/// <summary>
/// More connections than the process may have descriptors. The runtime aborts a process that cannot open one when it starts a thread
/// ("Out of memory."), so connections are refused before that.
/// </summary>
public sealed class DescriptorLimitTests
{
    private const int TimeoutMs = 120_000;
    private const int Connections = 400;
    private const string Limit = "ulimit -n 360";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = TimeoutMs)]
    public async Task Client_MoreConnectionsThanDescriptors_RefusesTheRestAndLivesOn()
    {
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0 }, Cancel);

        await ChildTest.RunAsync(nameof(Child_ConnectsClients), server.Url, Limit);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Emitter_MoreConnectionsThanDescriptors_RefusesTheRestAndLivesOn()
    {
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0 }, Cancel);

        await ChildTest.RunAsync(nameof(Child_ConnectsEmitters), server.Url, Limit);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Collector_MoreConnectionsThanDescriptors_RefusesTheRestAndLivesOn()
    {
        using TemporaryFile url = new();
        using Process child = ChildTest.Start(nameof(Child_Collects), url.Path, Limit);
        Task passed = ChildTest.PassedAsync(child);
        while (!File.Exists(url.Path) || new FileInfo(url.Path).Length == 0)
        {
            Assert.False(passed.IsCompleted, "The collector did not start.");
            await Task.Delay(20, Cancel);
        }

        Uri server = new(await File.ReadAllTextAsync(url.Path, Cancel));
        List<TcpClient> crowd = [];
        for (int i = 0; i < Connections; i++)
        {
            TcpClient client = new();
            crowd.Add(client);
            try
            {
                await client.ConnectAsync(server.Host, server.Port, Cancel);
            }
            catch (SocketException)
            {
                // Refused before the connect was seen here: such a client is not answered either.
            }
        }

        bool[] answered = await Task.WhenAll(crowd.Select(IsAnsweredAsync));
        Assert.Contains(true, answered);
        Assert.Contains(false, answered);
        Assert.False(child.HasExited);
        crowd.ForEach(static client => client.Dispose());

        // Those that left have made room.
        await using HookEmitter emitter = TestEmitter.Create(server.ToString());
        await TestEmitter.EmitAsync(emitter, 0, 100);
        await TestEmitter.FlushAllAsync(emitter);
        File.Delete(url.Path);
        await passed;
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Child_ConnectsClients()
    {
        string url = ChildTest.Argument();
        SocketIOConnection[] clients = [.. Enumerable.Range(0, Connections)
            .Select(_ => new SocketIOConnection(url, new SocketIOConnectionOptions { Reconnection = false }))];

        Exception?[] failures = await Task.WhenAll(clients.Select(async client =>
            await Record.ExceptionAsync(() => client.Socket().ConnectAsync(Cancel))));

        AssertRefused(failures.Select(static failure => failure?.Message));
        StartThreads();
        await Task.WhenAll(clients.Select(static client => client.DisposeAsync().AsTask()));
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Child_ConnectsEmitters()
    {
        string url = ChildTest.Argument();
        HookEmitter[] emitters = [.. Enumerable.Range(0, Connections).Select(_ => TestEmitter.Create(url))];
        foreach (HookEmitter emitter in emitters)
        {
            await TestEmitter.EmitAsync(emitter, 0, 1);
        }

        await TestEmitter.UntilAsync(() => emitters.All(static emitter => emitter.GetStats() is { Confirmed: 1 } or { Errors: > 0 }));

        AssertRefused(emitters.Select(static emitter => emitter.GetStats() is { Confirmed: 1 } ? null : emitter.GetStats().LastError));
        StartThreads();
        await Task.WhenAll(emitters.Select(static emitter => emitter.DisposeAsync().AsTask()));
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Child_Collects()
    {
        string file = ChildTest.Argument();
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0 }, Cancel);
        await File.WriteAllTextAsync(file, server.Url, Cancel);
        while (server.GetStats().RefusedConnections == 0)
        {
            await Task.Delay(20, Cancel);
        }

        StartThreads();
        while (File.Exists(file))
        {
            await Task.Delay(20, Cancel);
        }

        Assert.InRange(server.GetStats().RefusedConnections, 10, Connections);
        Assert.Equal(100, server.GetStats().Events);
    }

    /// <summary>Each needs two descriptors for a moment; without them the runtime aborts the process.</summary>
    private static void StartThreads()
    {
        for (int i = 0; i < 8; i++)
        {
            Thread thread = new(static () => { });
            thread.Start();
            thread.Join();
        }
    }

    private static void AssertRefused(IEnumerable<string?> errors)
    {
        string?[] all = [.. errors];
        Assert.Contains(all, static error => error is null);
        string[] refusals = [.. all.OfType<string>()];
        Assert.InRange(refusals.Length, 10, Connections);
        Assert.All(refusals, static refusal => Assert.Contains("360 that it may (ulimit -n)", refusal, StringComparison.Ordinal));
    }

    private static async Task<bool> IsAnsweredAsync(TcpClient client)
    {
        try
        {
            await client.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes(
                    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"),
                Cancel);
            return await client.GetStream().ReadAsync(new byte[1], Cancel) != 0;
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            return false; // refused, before or after the connect was seen here
        }
    }
}
