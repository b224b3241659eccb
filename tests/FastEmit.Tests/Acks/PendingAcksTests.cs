using System.Text;
using FastEmit.Acks;
using FastEmit.FaultProxy;

namespace FastEmit.Tests.Acks;

public sealed class PendingAcksTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _time = new();
    private readonly PendingAcks _acks;

    public PendingAcksTests() => _acks = new PendingAcks(maxCount: 3, maxBytes: 1000, _time);

    [Fact]
    public async Task Complete_Pending_GivesTheAnswerOnce()
    {
        AckWaiter waiter = Add();
        ValueTask<EmitAcknowledgement> task = waiter.Task;
        long id = waiter.Id;
        Assert.True(_acks.OnWrite(id));
        Assert.True(_acks.OnWrite(id));
        _time.Advance(TimeSpan.FromMilliseconds(250));
        _acks.Complete(id, "[1,2]"u8);
        _acks.Complete(id, "[3]"u8);
        _acks.Fail(id, EmitFailure.Closed);
        EmitAcknowledgement answer = await task;
        Assert.Equal(("[1,2]", 2, TimeSpan.FromMilliseconds(250)), (Encoding.UTF8.GetString(answer.Arguments.Span), answer.Writes, answer.Elapsed));
        Assert.False(_acks.OnWrite(id));
        Assert.Equal(0, _acks.Count);
    }

    [Fact]
    public async Task Complete_LateAnswerAfterTheWaiterIsUsedAgain_EndsNobodyElsesWait()
    {
        AckWaiter first = Add();
        long firstId = first.Id;
        ValueTask<EmitAcknowledgement> task = first.Task;
        _acks.Fail(firstId, EmitFailure.TimedOut);
        await Assert.ThrowsAsync<EmitFailedException>(async () => await task);
        AckWaiter second = Add();
        Assert.NotEqual(firstId, second.Id);
        _acks.Complete(firstId, "[]"u8);
        Assert.True(_acks.IsPending(second.Id));
    }

    [Fact]
    public void TryAdd_TooManyOrTooLargeTogether_IsRefused()
    {
        AckWaiter first = Add(bytes: 5000); // One always may, however large.
        Assert.False(_acks.TryAdd(1, Second, cancelable: false, out _));
        _acks.Complete(first.Id, default);
        Add(bytes: 500);
        AckWaiter second = Add(bytes: 500);
        Assert.False(_acks.TryAdd(1, Second, cancelable: false, out _));
        _acks.Complete(second.Id, default);
        Add(bytes: 1);
        Add(bytes: 1);
        Assert.False(_acks.TryAdd(1, Second, cancelable: false, out _));
        Assert.Equal(3, _acks.Count);
    }

    [Fact]
    public async Task Timeout_EachAtItsOwnTime_ByOneTimer()
    {
        ValueTask<EmitAcknowledgement> late = Add(timeout: 3 * Second).Task;
        ValueTask<EmitAcknowledgement> soon = Add(timeout: Second).Task;
        ValueTask<EmitAcknowledgement> never = Add(timeout: Timeout.InfiniteTimeSpan).Task;
        Assert.Equal(1, _time.ArmedTimers);
        _time.Advance(Second + TimeSpan.FromMilliseconds(1));
        EmitFailedException failed = await Assert.ThrowsAsync<EmitFailedException>(async () => await soon);
        Assert.Equal((EmitFailure.TimedOut, true), (failed.Failure, failed.MayArrive));
        Assert.Contains("within 1 s", failed.Message, StringComparison.Ordinal);
        Assert.False(late.IsCompleted);
        _time.Advance(2 * Second);
        await Assert.ThrowsAsync<EmitFailedException>(async () => await late);
        _time.Advance(TimeSpan.FromDays(100));
        Assert.False(never.IsCompleted);
        Assert.Equal(0, _time.ArmedTimers);
    }

    [Fact]
    public async Task Timeout_LongerThanATimerTakes_IsKept()
    {
        ValueTask<EmitAcknowledgement> task = Add(timeout: TimeSpan.FromDays(60)).Task;
        _time.Advance(TimeSpan.FromDays(59));
        Assert.False(task.IsCompleted);
        _time.Advance(TimeSpan.FromDays(1) + Second);
        await Assert.ThrowsAsync<EmitFailedException>(async () => await task);
    }

    [Fact]
    public async Task Cancel_Pending_EndsTheWaitWithItsToken()
    {
        using CancellationTokenSource cancel = new();
        Assert.True(_acks.TryAdd(1, Second, cancelable: true, out AckWaiter? waiter));
        ValueTask<EmitAcknowledgement> task = waiter.Task;
        waiter.CancelWith(_acks.Cancel, cancel.Token);
        await cancel.CancelAsync();
        OperationCanceledException cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await task);
        Assert.Equal(cancel.Token, cancelled.CancellationToken);
        Assert.Equal(0, _acks.Count);
    }

    [Fact]
    public async Task WhenEmptyAsync_LastOneGone_Completes()
    {
        Assert.True(_acks.WhenEmptyAsync().IsCompleted);
        AckWaiter first = Add();
        AckWaiter second = Add();
        Task empty = _acks.WhenEmptyAsync();
        _acks.Complete(first.Id, default);
        Assert.False(empty.IsCompleted);
        ValueTask<EmitAcknowledgement> task = second.Task;
        _acks.FailAll(EmitFailure.Closed);
        await empty.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(EmitFailure.Closed, (await Assert.ThrowsAsync<EmitFailedException>(async () => await task)).Failure);
    }

    [Fact]
    public void Ids_AreAboveThoseOfBatches_AndExactInJavaScript()
    {
        long id = Add().Id;
        Assert.InRange(id, 1L << 40, 1L << 52);
    }

    public void Dispose() => _acks.Dispose();

    /// <summary>Longer than any timer, and longer than the clock counts.</summary>
    [Fact]
    public async Task TryAdd_TimeoutsOfAnyLength_AreKeptAndLaterOnesEnd()
    {
        ValueTask<EmitAcknowledgement> longest = Add(timeout: TimeSpan.MaxValue).Task;
        ValueTask<EmitAcknowledgement> sixtyDays = Add(timeout: TimeSpan.FromDays(60)).Task;
        ValueTask<EmitAcknowledgement> second = Add(timeout: Second).Task;

        _time.Advance(Second + Second);
        Assert.Equal(EmitFailure.TimedOut, (await Assert.ThrowsAsync<EmitFailedException>(async () => await second)).Failure);
        _time.Advance(TimeSpan.FromDays(59));
        Assert.False(sixtyDays.IsCompleted);
        _time.Advance(TimeSpan.FromDays(2));
        await Assert.ThrowsAsync<EmitFailedException>(async () => await sixtyDays);
        Assert.False(longest.IsCompleted);
    }

    private AckWaiter Add(int bytes = 1, TimeSpan? timeout = null)
    {
        Assert.True(_acks.TryAdd(bytes, timeout ?? Second, cancelable: false, out AckWaiter? waiter));
        return waiter;
    }
}
