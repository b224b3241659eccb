using FastEmit.Lanes;

namespace FastEmit.Tests.Delivery;

public sealed class FlushWaitersTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly FlushWaiters _waiters = new();

    [Fact]
    public async Task Complete_Position_EndsTheWaitsUpToIt()
    {
        Task near = _waiters.WaitAsync(10, CancellationToken.None);
        Task far = _waiters.WaitAsync(20, CancellationToken.None);
        Assert.Equal(20, _waiters.Furthest);
        _waiters.Complete(10);
        await near.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.False(far.IsCompleted);
        _waiters.Complete(30);
        await far.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Shorten_RingThatEndsEarlier_EndsWaitsThere()
    {
        Task wait = _waiters.WaitAsync(long.MaxValue, CancellationToken.None);
        _waiters.Shorten(5);
        _waiters.Shorten(9);
        _waiters.Complete(4);
        Assert.False(wait.IsCompleted);
        _waiters.Complete(5);
        await wait.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task WaitAsync_Cancelled_EndsAndIsForgotten()
    {
        using CancellationTokenSource cancelled = new();
        Task wait = _waiters.WaitAsync(1, cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.WaitAsync(Patience, TestContext.Current.CancellationToken));
        _waiters.Complete(1);
    }

    [Fact]
    public async Task WaitAsync_PositionsAreConfirmedMeanwhile_EveryWaitEnds()
    {
        long confirmed = 0;
        Task sender = Task.Run(() =>
        {
            for (long position = 1; position <= 2_000; position++)
            {
                Volatile.Write(ref confirmed, position);
                _waiters.Complete(position);
            }
        }, TestContext.Current.CancellationToken);
        for (long position = 1; position <= 2_000; position += 10)
        {
            Task wait = _waiters.WaitAsync(position, CancellationToken.None);
            _waiters.Complete(Volatile.Read(ref confirmed));
            await wait.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }

        await sender;
    }
}
