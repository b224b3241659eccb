using System.Diagnostics;
using FastEmit.SocketIO.Transports.Threads;

namespace FastEmit.SocketIO.Tests.Transports.Threads;

public sealed class IoThreadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void StayBusy_TimePasses_SleepsAfterwardsAndNotBefore()
    {
        Assert.SkipWhen(IoThread.For(TimeProvider.System) is null, "There is no I/O thread on this system.");
        IoThread thread = IoThread.For(TimeProvider.System)!;
        TimeSpan busy = TimeSpan.FromMilliseconds(200);
        long begun = 0;
        int runs = 0;
        thread.Post(_ =>
        {
            Volatile.Write(ref begun, Stopwatch.GetTimestamp());
            thread.StayBusy(busy);
        }, null);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref begun) != 0, Patience));

        // What is posted meanwhile runs, though no bell is rung.
        thread.Post(_ => Interlocked.Increment(ref runs), null);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref runs) == 1, Patience));
        Assert.True(SpinWait.SpinUntil(() => thread.IsAsleep, Patience));
        Assert.True(Stopwatch.GetElapsedTime(begun) >= busy);
        thread.Post(_ => Interlocked.Increment(ref runs), null);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref runs) == 2, Patience));
    }
}
