using System.Runtime.CompilerServices;
using FastEmit.Acks;
using FastEmit.Events;
using FastEmit.Lanes;
using FastEmit.Protocol.Waiting;
using FastEmit.Records;

namespace FastEmit;

/// <content>
/// Events that are more than one text packet: with attachments, or with an acknowledgement that the caller waits for. None of this is on
/// the path of one that is not.
/// </content>
public sealed partial class HookEmitter
{
    /// <inheritdoc cref="EmitAsync{TEvent}(in TEvent, TimeSpan, CancellationToken)"/>
    /// <remarks>
    /// Waits at most <see cref="Options.AckOptions.Timeout"/>. Await the result once: its source is pooled.
    /// </remarks>
    public ValueTask<EmitAcknowledgement> EmitAsync<TEvent>(in TEvent value, CancellationToken cancellationToken = default)
        where TEvent : IHookEvent<TEvent> => EmitAsync(in value, _options.Acks.Timeout, cancellationToken);

    /// <summary>
    /// Queues an event, has it sent without waiting for company, and completes when the server's handler has acknowledged it.
    /// Thread-safe; blocks only under <see cref="OverflowPolicy.Wait"/> and with a full ring.
    /// </summary>
    /// <param name="value">The event.</param>
    /// <param name="timeout">How long to wait from the call on, the time without a connection included; infinite to wait as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait. The event is not taken back.</param>
    /// <returns>The handler's answer.</returns>
    /// <exception cref="EmitFailedException">The event was dropped, or no acknowledgement came; the exception says which.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is neither positive nor infinite.</exception>
    /// <remarks>
    /// <para>
    /// The event is queued, counted and confirmed like any other; the acknowledgement is a matter between caller and server.
    /// When a connection is lost before it comes, the event is written again with the same event id and in its old place in
    /// the order, also if it counts as confirmed (not under at-most-once); one whose acknowledgement came a moment before the
    /// loss may be written again as well. Timeout and cancellation end the wait, not the event.
    /// Attachments of a binary acknowledgement are not kept. Under <see cref="Options.BatchOptions.Envelope"/> the event is alone
    /// in its envelope.
    /// </para>
    /// <para>Await the result once: its source is pooled.</para>
    /// </remarks>
    public ValueTask<EmitAcknowledgement> EmitAsync<TEvent>(in TEvent value, TimeSpan timeout, CancellationToken cancellationToken = default)
        where TEvent : IHookEvent<TEvent>
    {
        Durations.ThrowIfNoBound(timeout, nameof(timeout));
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<EmitAcknowledgement>(cancellationToken);
        }

        EmitTicket ticket = Begin(TEvent.Descriptor, TEvent.GetPartition(in value));
        if (!ticket.IsAccepted)
        {
            return Failed(FailureOf(ticket.Result));
        }

        EventWriter writer = EventWriter.Rent();
        try
        {
            TEvent.WriteOpenPacket(ref writer, in value);
            return EnqueueAwaited(ticket.Lane, TEvent.Descriptor, ref writer, timeout, cancellationToken);
        }
        finally
        {
            writer.Return();
        }
    }

    private ValueTask<EmitAcknowledgement> EnqueueAwaited(
        Lane lane, HookEventDescriptor descriptor, ref EventWriter writer, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (!TryComplete(lane, descriptor, ref writer, isAwaited: true))
        {
            return Failed(FailureOf(Refuse(lane, DropReason.TooLarge, descriptor).Result));
        }

        if (!_acks.TryAdd((int)PacketLimit.SizeOf(writer), timeout, cancellationToken.CanBeCanceled, out AckWaiter? waiter))
        {
            Refuse(lane, DropReason.TooManyPendingAcks, descriptor);
            return Failed(EmitFailure.TooManyPendingAcks);
        }

        long id = waiter.Id;
        ValueTask<EmitAcknowledgement> acknowledged = waiter.Task;
        if (cancellationToken.CanBeCanceled)
        {
            waiter.CancelWith(_acks.Cancel, cancellationToken);
        }

        EmitResult result = AppendCompound(lane, ref writer, id);
        if (result == EmitResult.Queued)
        {
            lane.Hurry();
        }
        else
        {
            _acks.Fail(id, FailureOf(result));
        }

        return acknowledged;
    }

    /// <summary>An event with attachments; or one that is too large, by its own limits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private EmitResult CommitCompound(Lane lane, HookEventDescriptor descriptor, ref EventWriter writer)
    {
        EmitResult result = TryComplete(lane, descriptor, ref writer, isAwaited: false)
            ? AppendCompound(lane, ref writer, ackId: 0)
            : Refuse(lane, DropReason.TooLarge, descriptor).Result;
        writer.Return();
        return result;
    }

    private EmitResult AppendCompound(Lane lane, ref EventWriter writer, long ackId)
    {
        CompoundPacket.Seal(ref writer, ackId, _acks.Owner);
        return Append(lane, writer.Written);
    }

    /// <summary>Stamps and closes the packet. False when it is too large with its attachments, or for this server.</summary>
    private bool TryComplete(Lane lane, HookEventDescriptor descriptor, ref EventWriter writer, bool isAwaited)
    {
        if (writer.IsRejected)
        {
            return false;
        }

        Complete(lane, descriptor, ref writer);
        return _limit.AdmitsCompound(writer, isAwaited, lane.MaxPayload);
    }

    private static ValueTask<EmitAcknowledgement> Failed(EmitFailure failure) =>
        ValueTask.FromException<EmitAcknowledgement>(new EmitFailedException(failure));

    /// <summary>Why an event that did not enter a ring is not acknowledged.</summary>
    internal static EmitFailure FailureOf(EmitResult result) => result switch
    {
        EmitResult.RingFull => EmitFailure.RingFull,
        EmitResult.CircuitOpen => EmitFailure.CircuitOpen,
        EmitResult.TooLarge => EmitFailure.TooLarge,
        EmitResult.HandedToFallback => EmitFailure.HandedToFallback,
        _ => EmitFailure.Closed,
    };
}
