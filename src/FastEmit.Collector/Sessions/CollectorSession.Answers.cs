using FastEmit.Collector.Outgoing;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.Packets;

namespace FastEmit.Collector.Sessions;

/// <content>
/// What goes back to the client. Acknowledgements and pongs tell it that its events are safe, so with a store that outlives the process
/// they are held until their events are in there; everything else goes at once.
/// </content>
internal sealed partial class CollectorSession
{
    private HeldAnswers? _held;
    private byte[] _ackNamespace = [];
    private long _ackId = SocketIOPacket.NoAck;

    /// <summary>Whether the event that is being dispatched waits for an acknowledgement.</summary>
    public bool IsAckDue => _ackId != SocketIOPacket.NoAck;

    /// <summary>Answers the event that is being dispatched, once.</summary>
    public void Acknowledge(ReadOnlySpan<byte> argumentsJson, ReadOnlySpan<ReadOnlyMemory<byte>> attachments)
    {
        if (IsAckDue)
        {
            ReadOnlyMemory<byte> records = ServerPacket.Ack(_ackNamespace, _ackId, argumentsJson, attachments);
            _ackId = SocketIOPacket.NoAck;
            AnswerRecords(records.Span);
        }
    }

    /// <summary>Queues an event for the client. Any thread.</summary>
    public bool Emit(ReadOnlySpan<byte> @namespace, string name, ReadOnlySpan<byte> arguments, ReadOnlySpan<ReadOnlyMemory<byte>> attachments)
    {
        if (ReservedEvents.Contains(name))
        {
            throw new ArgumentException($"'{name}' is a name that Socket.IO keeps for itself.", nameof(name));
        }

        ReadOnlyMemory<byte> records = ServerPacket.Event(@namespace, name, arguments, attachments);
        if (_namespaces.Find(@namespace) is not { State: NamespaceState.Joined }
            || Outgoing.Length > _options.MaxOutgoingBytes - records.Length
            || !Outgoing.AddRecords(records.Span))
        {
            return false;
        }

        Volatile.Read(ref _transport)?.Wake();
        return true;
    }

    /// <summary>The payload of a WebSocket ping that came behind everything dispatched so far.</summary>
    public void AnswerPing(ReadOnlySpan<byte> payload) => Answer(PacketKind.Pong, payload);

    /// <summary>Everything of one read, or of one request, has been dispatched. Its answers are in the outbox, or will be.</summary>
    public void Settle()
    {
        _tally.Publish();
        _pending.Append();
        _held?.Settle();
    }

    private void BeginAnswer(ReadOnlySpan<byte> @namespace, long ackId)
    {
        _ackId = ackId;
        if (ackId != SocketIOPacket.NoAck && !@namespace.SequenceEqual(_ackNamespace))
        {
            _ackNamespace = @namespace.ToArray();
        }
    }

    /// <summary>An event that no handler acknowledged gets an empty acknowledgement.</summary>
    private void EndAnswer()
    {
        if (!IsAckDue)
        {
            return;
        }

        Span<byte> packet = stackalloc byte[1 + PacketWriter.MaxPrefixLength(PacketLimits.Default.MaxNamespaceLength) + 2];
        packet[0] = EngineProtocol.MessagePrefix;
        int length = 1 + PacketWriter.WriteAckPrefix(packet[1..], _ackNamespace, _ackId);
        "[]"u8.CopyTo(packet[length..]);
        _ackId = SocketIOPacket.NoAck;
        Answer(PacketKind.Text, packet[..(length + 2)]);
    }

    private void Answer(PacketKind kind, ReadOnlySpan<byte> packet)
    {
        if (MayAnswer(out HeldAnswers? held))
        {
            _ = held?.Add(kind, packet) ?? Outgoing.Add(kind, packet);
        }
    }

    private void AnswerRecords(ReadOnlySpan<byte> records)
    {
        if (MayAnswer(out HeldAnswers? held))
        {
            _ = held?.AddRecords(records) ?? Outgoing.AddRecords(records);
        }
    }

    private bool MayAnswer(out HeldAnswers? held)
    {
        bool waits = _collector.Log.ConfirmsLate || _options.Faults is not null;
        held = waits ? _held ??= new HeldAnswers(SettledAsync, Release) : null;
        return _options.Faults is not { AnswersNothing: true };
    }

    private async ValueTask SettledAsync()
    {
        await _collector.Log.WhenStoredAsync(_ended).ConfigureAwait(false);
        if (_options.Faults is { } faults && faults.AnswerDelay > TimeSpan.Zero)
        {
            await Task.Delay(faults.AnswerDelay, _options.TimeProvider, _ended).ConfigureAwait(false);
        }
    }

    private void Release(byte[] records, int length)
    {
        Outgoing.AddRecords(records.AsSpan(0, length));
        Volatile.Read(ref _transport)?.Wake();
    }
}
