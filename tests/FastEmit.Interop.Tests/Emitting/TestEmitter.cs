using FastEmit.Events;

namespace FastEmit.Interop.Tests.Emitting;

/// <summary>Emitters that lose no time: whatever the defaults wait for seconds, they wait for milliseconds.</summary>
internal static class TestEmitter
{
    /// <summary>How long a test waits for what must happen; only a failing test ever does.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static HookEmitterOptions Options(string url) => new()
    {
        Url = url,
        MaxConnections = 1,
        Batch = { Window = TimeSpan.FromMilliseconds(1) },
        Connection = { Timeout = TimeSpan.FromSeconds(5) },
        Reconnect = { Delay = TimeSpan.FromMilliseconds(5), MaxDelay = TimeSpan.FromMilliseconds(50) },
        Circuit = { RecoveryTimeout = TimeSpan.FromMilliseconds(20) },
        ShutdownTimeout = TimeSpan.Zero,
        Stamps = { Timestamp = false },
    };

    public static HookEmitter Create(string url) => HookEmitter.Create(Options(url));

    /// <summary>Emits the numbers from <paramref name="first"/> on, each until it is queued.</summary>
    public static async Task EmitAsync(HookEmitter emitter, int first, int count, int series = 0)
    {
        for (int number = first; number < first + count; number++)
        {
            await EmitAsync(emitter, new NumberedEvent(series, number));
        }
    }

    /// <summary>Emits one event again and again until the ring has room for it.</summary>
    public static async ValueTask EmitAsync<TEvent>(HookEmitter emitter, TEvent value)
        where TEvent : IHookEvent<TEvent>
    {
        EmitResult result;
        while ((result = emitter.Emit(in value)) == EmitResult.RingFull)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        Assert.Equal(EmitResult.Queued, result);
    }

    /// <summary>Flushes and asserts that every event ever queued is confirmed, or written under at-most-once.</summary>
    public static async Task<FlushReport> FlushAllAsync(HookEmitter emitter)
    {
        FlushReport report = await emitter.FlushAsync(Patience, TestContext.Current.CancellationToken);
        Assert.True(report.Completed, $"Not flushed: {report}, last error: {report.LastError}");
        Assert.Equal((0, report.Offered - report.Dropped.Total), (report.Pending, report.Confirmed + report.Written));
        return report;
    }

    /// <summary>Waits until something holds that another thread or process brings about.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (!condition())
        {
            await Task.Delay(1, patience.Token);
        }
    }

    /// <summary>As the other overload, for conditions that have to be asked for.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (!await condition())
        {
            await Task.Delay(1, patience.Token);
        }
    }
}
