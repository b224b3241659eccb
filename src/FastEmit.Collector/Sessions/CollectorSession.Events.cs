using System.Runtime.CompilerServices;
using FastEmit.Collector.Counting;
using FastEmit.Collector.Events;
using FastEmit.Protocol.Packets;
using FastEmit.Protocol.WebSockets;
using FastEmit.SocketIO.Receiving;

namespace FastEmit.Collector.Sessions;

/// <content>The way of an event into the collector.</content>
internal sealed partial class CollectorSession
{
    private EnvelopeReader? _envelope;
    private long _eventsBrought;

    private void OnEvent(scoped in SocketIOPacket packet, scoped in AttachmentList attachments)
    {
        if (!_namespaces.IsJoined(packet.Namespace))
        {
            OnUnexpectedEvent(packet.Namespace);
            return;
        }

        ReadOnlySpan<byte> arguments = ArgumentsOf(packet);
        BeginAnswer(packet.Namespace, packet.AckId);
        if (_collector.Envelopes.Contains(packet.EventName) && IsEnvelope(arguments, out EnvelopeReader envelope))
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

        EndAnswer();
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
        if (_options.OnEvent is not null || channel.Handlers is not null)
        {
            Handle(channel, @namespace, name, data, attachments);
        }

        if (!channel.IsInternal)
        {
            _pending.Add(@namespace, name, data, attachments, number);
        }

        if (_options.Faults is not null)
        {
            DropConnectionIfWanted(_options.Faults);
        }
    }

    private void Handle(
        EventChannel channel,
        scoped ReadOnlySpan<byte> @namespace,
        scoped ReadOnlySpan<byte> name,
        scoped ReadOnlySpan<byte> data,
        scoped in AttachmentList attachments)
    {
        ReceivedEvent received = new()
        {
            Connection = Connection,
            Namespace = @namespace,
            NameJson = name,
            Data = data,
            Binary = attachments,
            Answers = this,
        };
        if (!channel.IsInternal)
        {
            _collector.Call(_options.OnEvent, received);
        }

        _collector.Call(channel.Handlers, received);
    }

    private bool IsEnvelope(ReadOnlySpan<byte> arguments, out EnvelopeReader envelope)
    {
        envelope = _envelope ??= new EnvelopeReader();
        return envelope.TryRead(arguments);
    }

    private void OnUnexpectedEvent(ReadOnlySpan<byte> @namespace)
    {
        if (_namespaces.Find(@namespace) is not { State: NamespaceState.Dismissed })
        {
            Fail(CloseCode.PolicyViolation, "An event for a namespace that is not connected.");
        }
    }

    private void DropConnectionIfWanted(CollectorFaults faults)
    {
        if (++_eventsBrought == faults.DropConnectionAfterEvents)
        {
            _tally.Publish(); // Before the client can know of it.
            Abort();
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
