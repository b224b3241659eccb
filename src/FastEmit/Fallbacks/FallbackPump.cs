using System.Buffers;
using FastEmit.Buffers;
using FastEmit.Diagnostics;
using FastEmit.Lanes;
using FastEmit.Records;
using Microsoft.Extensions.Logging;

namespace FastEmit.Fallbacks;

/// <summary>
/// Brings events to an emitter's fallback: those that producers could not put into a ring, and those of refused namespaces,
/// through a queue that is a lane without a sender, and at the end those that the senders left. One task, started by the first event.
/// </summary>
/// <remarks>
/// An event is counted when the fallback has answered, in the lane whose ring it was in; until then it is pending
/// there. A fallback that does not come back when the emitter closes is abandoned: nothing it does later is counted.
/// </remarks>
internal sealed class FallbackPump : IEventTaker, IDisposable
{
    /// <summary>How long a fallback may take to notice that its time is over.</summary>
    private static readonly TimeSpan CancellationTimeout = TimeSpan.FromMilliseconds(500);

    private readonly EventFallback _fallback;
    private readonly TimeSpan _closeTimeout;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FallbackBatch _batch = new();
    private readonly FlushWaiters _flushes = new();
    private readonly CancellationTokenSource _stop;
    private readonly Lock _settling = new();
    private readonly Lock _moving = new();

    /// <summary>Completes when the queue is empty and sealed. Null before the first event: who puts it there starts the task.</summary>
    private TaskCompletionSource? _drained;
    private bool _isAbandoned;
    private bool _isFailing;

    public FallbackPump(EmitterPlan plan, EventFallback fallback)
    {
        HookEmitterOptions options = plan.Options;
        Queue = new Lane(options, new EventRing(RingMemory.OnHeap(options.Ring.Capacity)));
        _fallback = fallback;
        _closeTimeout = options.FallbackTimeout;
        _time = options.TimeProvider;
        _logger = plan.Logger;
        _stop = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
    }

    /// <summary>The events that wait for the fallback. Producers look at it and count in it what it has no room for.</summary>
    public Lane Queue { get; }

    /// <summary>Queues a packet for the fallback. Any thread; never blocks; allocates nothing once the pump is started.</summary>
    public AppendResult TryAppend(ReadOnlySpan<byte> packet)
    {
        AppendResult result = Queue.TryAppend(packet);
        if (Volatile.Read(ref _drained) is null)
        {
            Start();
        }

        return result;
    }

    /// <inheritdoc/>
    public bool TryTakeOver(Lane lane, ReadOnlySpan<byte> packet, DropReason reason, string? detail)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ReasonedRecord.MaxLength(packet.Length));
        try
        {
            int length = ReasonedRecord.Write(buffer, reason, detail, packet);
            return TryTakeOver(lane, buffer.AsSpan(0, length)) || TryTakeOver(lane, packet);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Completes when everything that is queued now was offered to the fallback. Any thread.</summary>
    public async Task Flush(CancellationToken cancellationToken)
    {
        long position = Queue.Ring.Claimed;
        if (Queue.Ring.Confirmed >= position)
        {
            return;
        }

        Task settled = _flushes.WaitAsync(position, cancellationToken);
        _flushes.Complete(Queue.Ring.Confirmed);
        await settled.ConfigureAwait(false);
    }

    /// <summary>Ends the intake. Any thread.</summary>
    public void Seal()
    {
        Queue.Seal();
        Queue.Wake.Set();
    }

    /// <summary>
    /// After <see cref="Seal"/>, and after the senders have ended: offers what is queued and then, in order, what each
    /// lane holds unconfirmed, within the fallback timeout. What is left then stays pending for the caller to count.
    /// </summary>
    public async Task CloseAsync(Lane[] lanes)
    {
        Task drained = Start();
        _stop.CancelAfter(_closeTimeout);
        try
        {
            await DrainAsync(drained, lanes).WaitAsync(_closeTimeout + CancellationTimeout, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            lock (_settling)
            {
                _isAbandoned = true;
            }
        }
    }

    /// <summary>Counts what is still queued as dropped. Once, after <see cref="CloseAsync"/>.</summary>
    public long DropPending() => Queue.DropPending();

    /// <summary>Adds the events of lanes and of the queue to a sum, but not the queue's bytes, which are no lane's. Any thread.</summary>
    public HookEmitterStats AddTo(HookEmitterStats sum, Lane[] lanes)
    {
        // An event that moves meanwhile would be counted twice, and the sum go back with the next reading.
        lock (_moving)
        {
            foreach (Lane lane in lanes)
            {
                sum = sum.Add(lane.Read());
            }

            return sum.Add(Queue.Read() with { RingBytes = 0, RingCapacity = 0 });
        }
    }

    /// <summary>After <see cref="CloseAsync"/>.</summary>
    public void Dispose()
    {
        Queue.Dispose();
        _stop.Dispose();
    }

    private bool TryTakeOver(Lane lane, ReadOnlySpan<byte> record)
    {
        lock (_moving)
        {
            if (record.Length > Queue.Ring.MaxPacketLength || TryAppend(record) != AppendResult.Appended)
            {
                return false;
            }

            lane.CountMoved();
            return true;
        }
    }

    /// <summary>Starts the task, once.</summary>
    /// <returns>Its end.</returns>
    private Task Start()
    {
        TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _drained, drained, null) is { } earlier)
        {
            return earlier.Task;
        }

        _ = Task.Run(() => RunAsync(drained));
        return drained.Task;
    }

    private async Task RunAsync(TaskCompletionSource drained)
    {
        while (await WaitForEventsAsync().ConfigureAwait(false))
        {
            Queue.SetClock(_time.GetTimestamp());
            await OfferAsync(Queue).ConfigureAwait(false);
        }

        drained.SetResult();
    }

    /// <summary>Sleeps until the batch has events of the queue. False when there will be no more, or time is over.</summary>
    private async Task<bool> WaitForEventsAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (_batch.Fill(Queue.Ring, DropReason.RingFull))
            {
                return true;
            }

            if (Queue.TryReadOrAsk(Queue.Ring.Confirmed, out _) && _batch.Fill(Queue.Ring, DropReason.RingFull))
            {
                Queue.StopAsking(_time.GetTimestamp());
                return true;
            }

            if (Queue.Ring.IsSealed && Queue.Ring.Confirmed == Queue.Ring.Claimed)
            {
                return false;
            }

            await Queue.Wake.WaitAsync(Timeout.InfiniteTimeSpan).ConfigureAwait(false);
            Queue.StopAsking(_time.GetTimestamp());
        }

        return false;
    }

    private async Task DrainAsync(Task drained, Lane[] lanes)
    {
        await drained.ConfigureAwait(false);
        foreach (Lane lane in lanes)
        {
            while (!_stop.IsCancellationRequested && _batch.Fill(lane.Ring, DropReason.Undelivered))
            {
                await OfferAsync(lane).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Offers the batch, which is from the ring of <paramref name="lane"/>.</summary>
    private async Task OfferAsync(Lane lane)
    {
        ReadOnlyMemory<FallbackEvent> events = _batch.Events;
        int accepted = 0;
        string? error = null;
        try
        {
            accepted = Math.Clamp(await _fallback.WriteAsync(events, _stop.Token).ConfigureAwait(false), 0, events.Length);
            error = accepted == events.Length ? null : $"{accepted} of {events.Length} events were accepted";
        }
        catch (Exception exception)
        {
            error = exception.Message;
        }

        Settle(lane, accepted, events.Length - accepted);
        Show(events.Span, accepted);
        Note(error);
    }

    private void Settle(Lane lane, int accepted, int failed)
    {
        lock (_settling)
        {
            if (_isAbandoned)
            {
                return;
            }

            lane.CountFellBack(accepted);
            lane.CountDiscarded(DropReason.FallbackFailed, failed);
            lane.Release(_batch.End);
        }

        if (lane == Queue)
        {
            _flushes.Complete(_batch.End);
        }
    }

    /// <summary>Shows what the fallback was offered, if anybody looks. Of a batch that it has taken in part, the first ones are said to be taken.</summary>
    private void Show(ReadOnlySpan<FallbackEvent> events, int accepted)
    {
        for (int i = 0; i < events.Length && Queue.Lost is { IsWanted: true } lost; i++)
        {
            ref readonly FallbackEvent one = ref events[i];
            lost.Add(one.Namespace.Span, one.Name.Span, one.Data.Span, i < accepted ? one.Reason ?? default(DropReason) : null, one.Detail);
        }
    }

    /// <summary>Logs when the fallback begins to fail, not each failure.</summary>
    private void Note(string? error)
    {
        if (error is not null && !_isFailing)
        {
            _logger.FallbackFails(error);
        }

        _isFailing = error is not null;
    }
}
