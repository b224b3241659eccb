using FastEmit.Protocol.Packets;
using FastEmit.SocketIO.Joining;
using FastEmit.SocketIO.Receiving;

namespace FastEmit.SocketIO;

/// <content>Received events, from the read loop to the handlers.</content>
public sealed partial class SocketIOSocket
{
    /// <summary>On the read loop. False when the event is none of this socket's.</summary>
    internal bool OnEvent(in SocketIOPacket packet, in AttachmentList attachments)
    {
        if (IsConnected)
        {
            if (_recovery.Pid is not null)
            {
                _recovery.Remember(packet.Data);
            }

            Inbound.AddEvent(packet, attachments);
            return true;
        }

        // A recovered session delivers what was missed before its CONNECT reply.
        lock (Connection.Sync)
        {
            bool isMissedOne = _state == JoinState.Asked && _recovery.Pid is not null;
            if (isMissedOne)
            {
                _recovery.Hold(packet, attachments);
            }

            return isMissedOne;
        }
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
}
