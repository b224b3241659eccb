using System.Runtime.CompilerServices;
using System.Text;
using FastEmit.Buffers;
using FastEmit.Pooling;
using FastEmit.Protocol.Packets;
using FastEmit.Records;

namespace FastEmit.Sending;

/// <summary>
/// Joining namespaces, and what happens when the server will not have one. Events of a namespace that it has not had for so long that
/// they must not hold up others any more are given up one by one, when they are first in the ring and something else waits behind
/// them or has no room to. Owned by the sender.
/// </summary>
internal sealed class NamespaceGate(SenderState state, ISendingReports reports)
{
    private readonly Refusals _refusals = state.Refusals;

    /// <summary>Behind the first record that waits, up to here, there is nothing but records of such namespaces.</summary>
    private long _searched;

    /// <summary>Whether nothing is left of a ring but what an event of any other namespace may need to come in.</summary>
    private bool IsCrowded => state.Positions.WaitingBytes > state.Lane.Ring.Capacity - (state.Lane.Ring.Capacity / 8);

    /// <summary>Unconfirmed records will be written again.</summary>
    public void Rewind() => _searched = 0;

    /// <summary>
    /// Whether events of a namespace may be written; true also when CONNECT is to be written first. When neither,
    /// <paramref name="wait"/> says how long that stays so unless the server answers.
    /// </summary>
    public bool IsJoined(Session session, ReadOnlySpan<byte> name, out NamespaceEntry? join, ref TimeSpan wait)
    {
        join = null;
        long now = state.Clock.Now;
        NamespaceEntry? entry = session.Namespaces.Find(name);
        if (entry is null)
        {
            entry = new NamespaceEntry(name.ToArray(), ConnectPacket(name, session.Lease.Auth)) { Since = now };
            session.Namespaces.Add(entry);
        }

        switch (entry.State)
        {
            case NamespaceState.Joined:
                return true;
            case NamespaceState.Resting when now >= entry.Since:
                entry.ConnectPacket = ConnectPacket(name, session.Lease.Auth);
                entry.State = NamespaceState.Joining;
                entry.Since = now;
                join = entry;
                return true;
            case NamespaceState.Resting:
                wait = ShortenForRefusal(session, name, -state.Clock.Since(entry.Since));
                return false;
            case NamespaceState.Joining:
                wait = ShortenForRefusal(session, name, AwaitReply(session, entry));
                return false;
            default:
                return false; // Lost a moment ago: the next pass takes note of it.
        }
    }

    /// <summary>
    /// Takes note of refused and disconnected namespaces: their events wait in the ring, the others go on, and CONNECT is written again
    /// after a reconnect delay.
    /// </summary>
    /// <param name="session">The connection.</param>
    /// <param name="loss">How the namespace was lost.</param>
    /// <param name="events">The events that were on the way and are to be written again.</param>
    public void OnLost(Session session, NamespaceLoss loss, long events)
    {
        Lease lease = session.Lease;
        foreach (NamespaceEntry entry in session.Namespaces.All)
        {
            if (entry.State is NamespaceState.Refused or NamespaceState.Disconnected)
            {
                _refusals.Add(entry.Name, session.Endpoint, state.Clock.Now, isUnanswered: false);
                entry.Since = state.Clock.After(state.NextPause());
                entry.State = NamespaceState.Resting;
                lease.Health.OnError(events);
                state.CountError();
                reports.RenewAuth(lease);
                reports.ReportNamespaceLoss(session.Endpoint, entry.Error!);
                events = 0; // Counted with the first.
            }
        }

        if (lease.Health.Sickness is not null)
        {
            lease.Retire(Retirement.Sick);
        }
        else if (loss == NamespaceLoss.Refused)
        {
            // A refusal is an answer: the server is there.
            lease.Ticket.RecordSuccess();
        }
    }

    /// <summary>Whether the first record that waits has held up others for too long.</summary>
    public bool HoldsUp(Session session, in RingRecord head) => !_refusals.IsEmpty && HoldsUpSlow(session, head);

    /// <summary>Whether a copy that waits to be written again, ahead of the ring, has held up others for too long.</summary>
    public bool HoldsUp(Session session, ReadOnlySpan<byte> held) => !_refusals.IsEmpty && HoldsUpSlow(session, held);

    /// <summary>The CONNECT packet of a namespace, with Engine.IO's prefix.</summary>
    private static byte[] ConnectPacket(ReadOnlySpan<byte> ns, byte[] auth)
    {
        byte[] packet = new byte[1 + PacketWriter.MaxPrefixLength(ns.Length) + auth.Length];
        packet[0] = (byte)'4';
        return packet[..(1 + PacketWriter.WriteConnect(packet.AsSpan(1), ns, auth))];
    }

    /// <summary>How long the server may still take to answer CONNECT. When that is over, so is the connection.</summary>
    private TimeSpan AwaitReply(Session session, NamespaceEntry entry)
    {
        TimeSpan patience = state.Options.Connection.Timeout;
        TimeSpan left = state.Clock.LeftOf(patience, entry.Since);
        if (left == TimeSpan.Zero)
        {
            _refusals.Add(entry.Name, session.Endpoint, state.Clock.Now, isUnanswered: true);
            session.Lose(
                $"The server did not answer CONNECT to namespace '{Encoding.UTF8.GetString(entry.Name)}' within {patience.TotalSeconds:0.###} s.");
        }

        return left;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool HoldsUpSlow(Session session, in RingRecord head)
    {
        ReadOnlySpan<byte> name = PacketNamespace.Of(head.Packet);
        if (!_refusals.TryFind(name, session.Endpoint, out Refusal? refusal) || session.Namespaces.Find(name) is not { } entry)
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
            : entry.State is NamespaceState.Resting && state.Clock.Now < entry.Since;
        return isRefused && IsOverdue(refusal) && (HasOthersBehind(session, head.End) || IsCrowded);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool HoldsUpSlow(Session session, ReadOnlySpan<byte> held)
    {
        ReadOnlySpan<byte> name = PacketNamespace.Of(held);
        return _refusals.TryFind(name, session.Endpoint, out Refusal? refusal)
            && IsOverdue(refusal)
            && session.Namespaces.Find(name) is { State: NamespaceState.Resting, Error: not null };
    }

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
        TimeSpan patience = state.Options.Isolation.RefusedNamespaceTimeout;
        return patience == Timeout.InfiniteTimeSpan ? patience : state.Clock.LeftOf(patience, refusal.Since);
    }

    private bool IsOverdue(Refusal refusal) => LeftOf(refusal) == TimeSpan.Zero;

    /// <summary>A wait that ends when events of a namespace have held up others for long enough.</summary>
    private TimeSpan ShortenForRefusal(Session session, ReadOnlySpan<byte> name, TimeSpan wait) =>
        _refusals.TryFind(name, session.Endpoint, out Refusal? refusal) && LeftOf(refusal) is var left && left > TimeSpan.Zero && left < wait
            ? left
            : wait;

    /// <summary>
    /// Whether the ring holds a record that could be written if it were first. If not, the next one that comes wakes the sender.
    /// </summary>
    private bool HasOthersBehind(Session session, long position)
    {
        position = Math.Max(position, _searched);
        while (state.Lane.TryReadOrAsk(position, out RingRecord record))
        {
            ReadOnlySpan<byte> name = PacketNamespace.Of(record.Packet);
            if (!_refusals.TryFind(name, session.Endpoint, out Refusal? refusal)
                || !IsOverdue(refusal)
                || session.Namespaces.IsJoined(name))
            {
                _searched = position;
                return true;
            }

            position = record.End;
        }

        _searched = position;
        return false;
    }
}
