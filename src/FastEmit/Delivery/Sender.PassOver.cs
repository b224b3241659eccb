using System.Runtime.CompilerServices;
using FastEmit.Buffers;
using FastEmit.Fallbacks;

namespace FastEmit.Delivery;

/// <summary>
/// Events of namespaces that the server has not had for so long that they must not hold up others any more. They are given up
/// one by one, when they are first in the ring and something else waits behind them or has no room to.
/// </summary>
internal sealed partial class Sender
{
    private readonly Refusals _refusals = new();
    private readonly FallbackPump? _fallback;

    /// <summary>Behind the first record that waits, up to here, there is nothing but records of such namespaces.</summary>
    private long _searched;

    /// <summary>Whether nothing is left of a ring but what an event of any other namespace may need to come in.</summary>
    private bool IsCrowded => _ring.Claimed - _sent > _ring.Capacity - (_ring.Capacity / 8);

    /// <summary>Takes the first record that waits out of the way, if it has held up others for too long.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryPassOver(LaneConnection connection, in RingRecord head)
    {
        ReadOnlySpan<byte> name = PacketNamespace.Of(head.Packet);
        if (!_refusals.TryFind(name, connection.Ticket.Endpoint, out Refusal? refusal))
        {
            return false;
        }

        if (connection.Find(name) is not { } entry)
        {
            return false;
        }

        if (entry.State == NamespaceState.Joined)
        {
            NoteGrant(refusal, head.End);
            return false;
        }

        // Not before the server has refused it on this connection, which may be to another process than the last one was, and not
        // at the moment at which it may be asked again. Whether the ring is crowded comes last: until then nobody is sure to have
        // been asked for a call.
        bool isRefused = entry.State is NamespaceState.Joining
            ? entry.Error is not null || refusal.IsUnanswered
            : entry.State is NamespaceState.Resting && !IsRested(connection, name);
        if (!isRefused || !IsOverdue(refusal) || !(HasOthersBehind(connection, head.End) || IsCrowded))
        {
            return false;
        }

        GiveUp(head, DropReason.NamespaceRefused, EmitFailure.NamespaceRefused);
        return true;
    }

    /// <summary>Whether a copy that waits to be written again, ahead of the ring, has held up others for too long.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsHeldUp(LaneConnection connection, ReadOnlySpan<byte> held)
    {
        ReadOnlySpan<byte> name = PacketNamespace.Of(held);
        return _refusals.TryFind(name, connection.Ticket.Endpoint, out Refusal? refusal) && IsOverdue(refusal) && connection.Find(name) is { State: NamespaceState.Resting, Error: not null };
    }

    private bool IsRested(LaneConnection connection, ReadOnlySpan<byte> name) => _time.GetTimestamp() >= connection.Find(name)!.Since;

    private void NoteGrant(Refusal refusal, long end)
    {
        if (refusal.ProvenAt == long.MaxValue)
        {
            refusal.ProvenAt = end;
            _searched = 0; // What was passed over in the search may be written now.
        }
    }

    /// <summary>How long events of a namespace may go on holding up others; negative when they may for ever.</summary>
    private TimeSpan LeftOf(Refusal refusal)
    {
        TimeSpan patience = _options.RefusedNamespaceTimeout;
        TimeSpan left = patience - _time.GetElapsedTime(refusal.Since);
        return patience == Timeout.InfiniteTimeSpan ? patience : left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private bool IsOverdue(Refusal refusal) => LeftOf(refusal) == TimeSpan.Zero;

    /// <summary>A wait that ends when events of a namespace have held up others for long enough.</summary>
    private TimeSpan ShortenForRefusal(LaneConnection connection, ReadOnlySpan<byte> name, TimeSpan wait) =>
        _refusals.TryFind(name, connection.Ticket.Endpoint, out Refusal? refusal) && LeftOf(refusal) is var left && left > TimeSpan.Zero && left < wait ? left : wait;

    /// <summary>
    /// Whether the ring holds a record that could be written if it were first. If not, the next one that comes wakes the sender.
    /// </summary>
    private bool HasOthersBehind(LaneConnection connection, long position)
    {
        position = Math.Max(position, _searched);
        while (_lane.TryReadOrAsk(position, out RingRecord record))
        {
            ReadOnlySpan<byte> name = PacketNamespace.Of(record.Packet);
            if (!_refusals.TryFind(name, connection.Ticket.Endpoint, out Refusal? refusal)
                || !IsOverdue(refusal)
                || connection.Find(name) is { State: NamespaceState.Joined })
            {
                _searched = position;
                return true;
            }

            position = record.End;
        }

        _searched = position;
        return false;
    }

    /// <summary>To the fallback, if there is one that has room; otherwise the event is dropped.</summary>
    private void GiveUp(in RingRecord record, DropReason reason, EmitFailure failure, string? detail = null)
    {
        bool moved = _fallback?.TryTakeOver(_lane, record.Packet, reason, detail) == true;
        if (!moved)
        {
            _lane.CountDiscarded(reason, 1);
            _lane.ShowLost(reason, record.Packet, detail);
        }

        FailAcknowledgement(record, moved ? EmitFailure.HandedToFallback : failure);
        PassOver(record);
    }

    /// <summary>Goes on behind the first record that waits without having written it.</summary>
    private void PassOver(in RingRecord record)
    {
        _ring.Discard(record);
        _sent = record.End;
        ReleaseSettled();
    }
}
