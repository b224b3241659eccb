using FastEmit.Collector.Outgoing;
using FastEmit.Collector.Storage;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.Packets;

namespace FastEmit.Collector.Sessions;

/// <summary>
/// Acknowledgements and pongs. They tell the client that its events are safe, so with a store that outlives the process they are held until
/// their events are in there. Owned by the dispatching thread.
/// </summary>
internal sealed class SessionAnswers(ClientLink link, EventLog log, CollectorOptions options, CancellationToken ended)
{
    private HeldAnswers? _held;
    private byte[] _namespace = [];
    private long _ackId = SocketIOPacket.NoAck;

    /// <summary>Whether the event that is being dispatched waits for an acknowledgement.</summary>
    public bool IsAckDue => _ackId != SocketIOPacket.NoAck;

    /// <summary>An event is being dispatched from now on.</summary>
    public void Begin(ReadOnlySpan<byte> @namespace, long ackId)
    {
        _ackId = ackId;
        if (ackId != SocketIOPacket.NoAck && !@namespace.SequenceEqual(_namespace))
        {
            _namespace = @namespace.ToArray();
        }
    }

    /// <summary>Answers the event that is being dispatched, once.</summary>
    public void Acknowledge(ReadOnlySpan<byte> argumentsJson, ReadOnlySpan<ReadOnlyMemory<byte>> attachments)
    {
        if (IsAckDue)
        {
            ReadOnlyMemory<byte> records = ServerPacket.Ack(_namespace, _ackId, argumentsJson, attachments);
            _ackId = SocketIOPacket.NoAck;
            AnswerRecords(records.Span);
        }
    }

    /// <summary>The event has been dispatched. When no handler acknowledged it, it gets an empty acknowledgement.</summary>
    public void End()
    {
        if (!IsAckDue)
        {
            return;
        }

        Span<byte> packet = stackalloc byte[1 + PacketWriter.MaxPrefixLength(PacketLimits.Default.MaxNamespaceLength) + 2];
        packet[0] = EngineProtocol.MessagePrefix;
        int length = 1 + PacketWriter.WriteAckPrefix(packet[1..], _namespace, _ackId);
        "[]"u8.CopyTo(packet[length..]);
        _ackId = SocketIOPacket.NoAck;
        Answer(PacketKind.Text, packet[..(length + 2)]);
    }

    /// <summary>The payload of a WebSocket ping that came behind everything dispatched so far.</summary>
    public void AnswerPing(ReadOnlySpan<byte> payload) => Answer(PacketKind.Pong, payload);

    /// <summary>The events of the answers so far are on their way into the store.</summary>
    public void Settle() => _held?.Settle();

    private void Answer(PacketKind kind, ReadOnlySpan<byte> packet)
    {
        if (MayAnswer(out HeldAnswers? held))
        {
            _ = held?.Add(kind, packet) ?? link.Outgoing.Add(kind, packet);
        }
    }

    private void AnswerRecords(ReadOnlySpan<byte> records)
    {
        if (MayAnswer(out HeldAnswers? held))
        {
            _ = held?.AddRecords(records) ?? link.Outgoing.AddRecords(records);
        }
    }

    private bool MayAnswer(out HeldAnswers? held)
    {
        bool waits = log.ConfirmsLate || options.Faults is not null;
        held = waits ? _held ??= new HeldAnswers(SettledAsync, Release) : null;
        return options.Faults is not { AnswersNothing: true };
    }

    /// <summary>The store's own wait, with nothing around it: one that goes on in place releases the answers in place.</summary>
    private ValueTask SettledAsync() => options.Faults is { } faults ? SettledAsync(faults) : log.WhenStoredAsync(ended);

    private async ValueTask SettledAsync(CollectorFaults faults)
    {
        await log.WhenStoredAsync(ended).ConfigureAwait(false);
        if (faults.AnswerDelay > TimeSpan.Zero)
        {
            await Task.Delay(faults.AnswerDelay, options.TimeProvider, ended).ConfigureAwait(false);
        }
    }

    private void Release(byte[] records, int length)
    {
        link.Outgoing.AddRecords(records.AsSpan(0, length));
        link.Wake();
    }
}
