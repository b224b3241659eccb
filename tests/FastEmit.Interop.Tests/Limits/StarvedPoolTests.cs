using FastEmit.Interop.Tests.Emitting;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Interop.Tests.Limits;

/// <summary>
/// A host that blocks every thread of its pool: an emitter connects, and its batches, confirmations, heartbeats and timers go on.
/// </summary>
public sealed class StarvedPoolTests
{
    private const int TimeoutMs = 120_000;
    private const int Events = 5_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory(Timeout = TimeoutMs)]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Emitter_PoolIsBlocked_EventsArriveAndHeartbeatsAreAnswered(int lanes)
    {
        using TemporaryFile log = new();

        // A heartbeat each second: twenty come while the pool is blocked, and one that is not answered ends the connection.
        await using NodeServer server = await NodeServer.StartAsync(
            new NodeServerOptions { Namespaces = ["/hook"], Log = log.Path, PingInterval = 1000, PingTimeout = 3000 });

        await ChildTest.RunAsync(nameof(Child_EmitsWhileThePoolIsBlocked), $"{lanes} {server.Url}", ":");

        AssertComplete(server, lanes);
    }

    [Theory(Timeout = TimeoutMs)]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Emitter_PoolIsBlockedFromTheStart_ConnectsByNameAndComesBack(int lanes)
    {
        using TemporaryFile log = new();
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Namespaces = ["/hook"], Log = log.Path });
        string url = server.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        Assert.NotEqual(url, server.Url);
        Task child = ChildTest.RunAsync(nameof(Child_ConnectsWhileThePoolIsBlocked), $"{lanes} {url}", ":");
        while (!child.IsCompleted)
        {
            await Task.WhenAny(child, Task.Delay(TimeSpan.FromSeconds(3), Cancel));
            await server.CloseConnectionsAsync();
        }

        await child;
        AssertComplete(server, lanes);
    }

    [Fact(Timeout = TimeoutMs)]
    public void Child_EmitsWhileThePoolIsBlocked() => RunChild(isOpenBefore: true);

    [Fact(Timeout = TimeoutMs)]
    public void Child_ConnectsWhileThePoolIsBlocked() => RunChild(isOpenBefore: false);

    private static void AssertComplete(NodeServer server, int lanes)
    {
        IReadOnlyList<LoggedEvent> arrived = server.ReadLog();
        for (int series = 0; series < lanes; series++)
        {
            Arrivals.AssertComplete(arrived, 1 + (Events / lanes), series);
        }
    }

    private static void RunChild(bool isOpenBefore)
    {
        string[] arguments = ChildTest.Argument().Split(' ');
        Exception? failure = null;
        Thread thread = new(() => failure = Record.Exception(() => EmitWhileBlocked(int.Parse(arguments[0], null), arguments[1], isOpenBefore)));
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

    /// <summary>On a thread of its own: nothing here waits for the pool.</summary>
    private static void EmitWhileBlocked(int lanes, string url, bool isOpenBefore)
    {
        HookEmitterOptions options = TestEmitter.Options(url);
        options.MaxConnections = lanes;
        options.Batch.Window = TimeSpan.FromMilliseconds(50);
        ManualResetEventSlim released = new(); // not disposed: what is queued waits for it later than this method runs
        HookEmitter emitter = HookEmitter.Create(options);
        try
        {
            if (isOpenBefore)
            {
                Open(emitter, lanes);
            }

            BlockThePool(released);
            if (!isOpenBefore)
            {
                Open(emitter, lanes);
            }

            Assert.True(SpinWait.SpinUntil(static () => ThreadPool.PendingWorkItemCount > 0, TimeSpan.FromSeconds(10)));
            EmitForTwentySeconds(emitter, lanes, isOpenBefore ? TimeSpan.FromSeconds(5) : TimeSpan.FromSeconds(10));
            Assert.Equal((isOpenBefore, 0L), (emitter.GetStats().Reconnects == 0, emitter.GetStats().Dropped.Total));
            Assert.True(ThreadPool.PendingWorkItemCount > 0, "The pool was not blocked.");
        }
        finally
        {
            released.Set();
            emitter.DisposeAsync().AsTask().Wait();
        }
    }

    private static void EmitForTwentySeconds(HookEmitter emitter, int lanes, TimeSpan patience)
    {
        for (int i = 0; i < Events; i++)
        {
            Assert.Equal(EmitResult.Queued, emitter.Emit(new NumberedEvent(i % lanes, 1 + (i / lanes))));
            if (i % 250 == 249)
            {
                long confirmed = lanes + i + 1;
                Assert.True(
                    SpinWait.SpinUntil(() => emitter.GetStats().Confirmed >= confirmed, patience),
                    $"{emitter.GetStats().Confirmed} of {confirmed} events were confirmed while the pool was blocked: {emitter.GetStats()}");
                Thread.Sleep(1000);
            }
        }
    }

    private static void Open(HookEmitter emitter, int lanes)
    {
        for (int series = 0; series < lanes; series++)
        {
            Assert.Equal(EmitResult.Queued, emitter.Emit(new NumberedEvent(series, 0)));
        }

        Assert.True(SpinWait.SpinUntil(() => emitter.GetStats().Confirmed == lanes, TimeSpan.FromSeconds(20)), emitter.GetStats().ToString());
    }

    private static void BlockThePool(ManualResetEventSlim released)
    {
        ThreadPool.GetMinThreads(out int workers, out int ports);
        ThreadPool.SetMaxThreads(Math.Max(workers, 4), ports);
        for (int i = 0; i < 64; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static state => ((ManualResetEventSlim)state!).Wait(), released);
        }
    }
}
