using System.Buffers;
using FastEmit.Protocol.Packets;
using FastEmit.SocketIO.Receiving;

namespace FastEmit.SocketIO;

/// <content>Received events, from the read loop to the handlers.</content>
public sealed partial class SocketIOSocket
{
    private readonly List<Action> _held = [];
    private string? _pid;
    private readonly ArrayBufferWriter<byte> _lastOffset = new();

    /// <summary>On the read loop. False when the event is none of this socket's.</summary>
    internal bool OnEvent(in SocketIOPacket packet, in AttachmentList attachments)
    {
        if (_connected)
        {
            if (_pid is not null)
            {
                RememberOffset(packet.Data);
            }

            Inbound.AddEvent(packet, attachments);
            return true;
        }

        // A recovered session delivers what was missed before its CONNECT reply.
        if (_pid is not null && Volatile.Read(ref _connectSent))
        {
            Hold(packet, attachments);
            return true;
        }

        return false;
    }

    /// <summary>Hands one event to its handlers. Its record stays where it is until the returned task is complete.</summary>
    internal ValueTask DispatchAsync(byte[] buffer, int position)
    {
        SocketIOEvent received = InboundRecord.Read(this, buffer, position);
        EventSubscription[] any = _handlers.Any;
        EventSubscription[] named = _handlers.Find(received.RawName);
        for (int i = 0; i < any.Length + named.Length; i++)
        {
            ValueTask pending = Invoke(i < any.Length ? any[i] : named[i - any.Length], received);
            if (!pending.IsCompletedSuccessfully)
            {
                return ContinueDispatchAsync(pending, [.. any, .. named], i + 1, buffer, position);
            }
        }

        return default;
    }

    /// <summary>Awaits a handler's task and reports its failure.</summary>
    internal async ValueTask ObserveAsync(ValueTask pending)
    {
        try
        {
            await pending.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Connection.ReportHandlerError(exception);
        }
    }

    internal void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            Connection.ReportHandlerError(exception);
        }
    }

    private async ValueTask ContinueDispatchAsync(
        ValueTask pending, EventSubscription[] subscriptions, int next, byte[] buffer, int position)
    {
        await ObserveAsync(pending).ConfigureAwait(false);
        for (; next < subscriptions.Length && !Inbound.HasEnded; next++)
        {
            await ObserveAsync(InvokeAgain(subscriptions[next], buffer, position)).ConfigureAwait(false);
        }
    }

    private ValueTask InvokeAgain(EventSubscription subscription, byte[] buffer, int position) =>
        Invoke(subscription, InboundRecord.Read(this, buffer, position));

    private ValueTask Invoke(EventSubscription subscription, in SocketIOEvent received)
    {
        try
        {
            return subscription.TryEnter() ? subscription.InvokeAsync(received) : default;
        }
        catch (Exception exception)
        {
            Connection.ReportHandlerError(exception);
            return default;
        }
    }

    private void Hold(in SocketIOPacket packet, in AttachmentList attachments)
    {
        byte[] data = packet.Data.ToArray();
        int nameLength = packet.EventName.Length;
        int nameStart = data.AsSpan().IndexOf(packet.EventName);
        byte[] bytes = attachments.Bytes.ToArray();
        int[] lengths = attachments.Lengths.ToArray();
        long ackId = packet.AckId;
        lock (Connection.Sync)
        {
            _held.Add(() =>
            {
                RememberOffset(data);
                SocketIOPacket copy = new()
                {
                    Type = SocketIOPacketType.Event,
                    Namespace = Utf8Namespace,
                    AckId = ackId,
                    Data = data,
                    EventName = data.AsSpan(nameStart, nameLength),
                };
                Inbound.AddEvent(copy, new AttachmentList(bytes, lengths));
            });
        }
    }

    /// <summary>Under the connection's lock, behind the notice that the socket is connected.</summary>
    private void ReleaseHeld()
    {
        foreach (Action release in _held)
        {
            release();
        }

        _held.Clear();
    }

    /// <summary>With recovery the server adds to every event a last argument, its offset.</summary>
    private void RememberOffset(ReadOnlySpan<byte> data)
    {
        if (data is not [.., (byte)'"', (byte)']'])
        {
            return;
        }

        ReadOnlySpan<byte> head = data[..^2];
        int quote = head.LastIndexOf((byte)'"');
        if (quote < 1 || head[quote..].Contains((byte)'\\') || head[quote - 1] == (byte)'\\')
        {
            // No offset looks so; the officials' are letters, digits and dashes.
            return;
        }

        _lastOffset.ResetWrittenCount();
        _lastOffset.Write(head[(quote + 1)..]);
    }
}
