using System.Runtime.CompilerServices;
using FastEmit.Collector.Counting;
using FastEmit.Collector.Events;
using FastEmit.Collector.Taking;
using FastEmit.Protocol.Packets;
using FastEmit.Protocol.WebSockets;
using FastEmit.SocketIO.Receiving;

namespace FastEmit.Collector.Sessions;

/// <summary>The way of a connection's events into the collector. Owned by the dispatching thread.</summary>
internal sealed class SessionEvents(
    CollectorConnection connection, EventSink sink, NamespaceJoins joins, SessionAnswers answers, ClientLink link, CollectorFaults? faults)
{
    private readonly SessionTally _tally = new(sink.Tally);
    private readonly PendingEvents _pending = new(sink);
    private EnvelopeReader? _envelope;
    private long _brought;

    public void OnEvent(scoped in SocketIOPacket packet, scoped in AttachmentList attachments)
    {
        if (!joins.TakesFrom(packet.Namespace))
        {
            OnUnexpectedEvent(packet.Namespace);
            return;
        }

        ReadOnlySpan<byte> arguments = ArgumentsOf(packet);
        answers.Begin(packet.Namespace, packet.AckId);
        if (sink.Envelopes.Contains(packet.EventName) && IsEnvelope(arguments, out EnvelopeReader envelope))
        {
            foreach (EnvelopeElement element in envelope.Elements)
            {
                Take(packet.Namespace, arguments[element.NameStart..element.NameEnd], arguments[element.DataStart..element.DataEnd], default);
            }
        }
        else
        {
            Take(packet.Namespace, packet.EventName, arguments, attachments);
        }

        answers.End();
    }

    /// <summary>Everything of one read, or of one request, has been dispatched: it is counted, and handed to the log.</summary>
    public void Settle()
    {
        _tally.Publish();
        _pending.Append();
    }

    /// <summary>One event, whether it came alone or in an envelope.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Take(
        scoped ReadOnlySpan<byte> @namespace, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> data, scoped in AttachmentList attachments)
    {
        NumberArgument.TryTakeOff(ref data, out Sequence number);
        if (_pending.IsDuplicate(data, number))
        {
            return;
        }

        EventChannel channel = _tally.Count(@namespace, name);
        if (sink.IsHandled(channel))
        {
            Handle(channel, @namespace, name, data, attachments);
        }

        if (!channel.IsInternal)
        {
            _pending.Add(@namespace, name, data, attachments, number);
        }

        if (faults is not null)
        {
            DropConnectionIfWanted(faults);
        }
    }

    private void Handle(
        EventChannel channel,
        scoped ReadOnlySpan<byte> @namespace,
        scoped ReadOnlySpan<byte> name,
        scoped ReadOnlySpan<byte> data,
        scoped in AttachmentList attachments) => sink.Handle(channel, new ReceivedEvent
        {
            Connection = connection,
            Namespace = @namespace,
            NameJson = name,
            Data = data,
            Binary = attachments,
            Answers = answers,
        });

    private bool IsEnvelope(ReadOnlySpan<byte> arguments, out EnvelopeReader envelope)
    {
        envelope = _envelope ??= new EnvelopeReader();
        return envelope.TryRead(arguments);
    }

    private void OnUnexpectedEvent(ReadOnlySpan<byte> @namespace)
    {
        if (!joins.IsDismissed(@namespace))
        {
            link.Fail(CloseCode.PolicyViolation, "An event for a namespace that is not connected.");
        }
    }

    private void DropConnectionIfWanted(CollectorFaults wanted)
    {
        if (++_brought == wanted.DropConnectionAfterEvents)
        {
            _tally.Publish(); // Before the client can know of it.
            link.Abort();
        }
    }

    /// <summary>The part of <c>[name,…]</c> behind the first comma; only white space can stand before the comma.</summary>
    private static ReadOnlySpan<byte> ArgumentsOf(scoped in SocketIOPacket packet)
    {
        ReadOnlySpan<byte> array = packet.Data;
        ReadOnlySpan<byte> rest = array[(array.IndexOf(packet.EventName[0]) + packet.EventName.Length)..array.LastIndexOf((byte)']')];
        int comma = rest.IndexOf((byte)',');
        return comma < 0 ? default : rest[(comma + 1)..].Trim(" \t\r\n"u8);
    }
}
