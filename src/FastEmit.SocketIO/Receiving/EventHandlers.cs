using System.Buffers;
using FastEmit.Protocol.Packets;
using FastEmit.SocketIO.Sending;

namespace FastEmit.SocketIO.Receiving;

/// <summary>
/// The handlers of one socket, and how an event gets to them: the catch-all ones first, then those of its name, each when the task of the one before
/// is complete. A handler's failure is reported and stops none of the others.
/// </summary>
internal sealed class EventHandlers(SocketIOSocket socket)
{
    /// <summary>Of received events.</summary>
    public HandlerTable Received { get; } = new();

    /// <summary>Of emitted events.</summary>
    public HandlerTable Outgoing { get; } = new();

    /// <summary>Hands one event to its handlers. Its record stays where it is until the returned task is complete.</summary>
    public ValueTask DispatchAsync(byte[] buffer, int position)
    {
        SocketIOEvent received = InboundRecord.Read(socket, buffer, position);
        EventSubscription[] any = Received.Any;
        EventSubscription[] named = Received.Find(received.RawName);
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
    public async ValueTask ObserveAsync(ValueTask pending)
    {
        try
        {
            await pending.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            socket.Connection.ReportHandlerError(exception);
        }
    }

    /// <summary>Runs a handler of the socket's own events and reports its failure.</summary>
    public void Run(Action notice)
    {
        try
        {
            notice();
        }
        catch (Exception exception)
        {
            socket.Connection.ReportHandlerError(exception);
        }
    }

    /// <summary>Shows an event to the handlers of emitted ones, on the emitting thread.</summary>
    public void OnEmitting(PacketBuilder builder)
    {
        if (!Outgoing.IsEmpty)
        {
            NotifyOutgoingSlow(builder);
        }
    }

    private void NotifyOutgoingSlow(PacketBuilder builder)
    {
        byte[] json = [.. builder.Json, (byte)']'];
        int[] lengths = [.. builder.Attachments.Select(static attachment => checked((int)attachment.Length))];
        byte[] attachments = [.. builder.Attachments.SelectMany(static attachment => attachment.ToArray())];
        int nameLength = ArgumentReader.Raw(json, 0).Length;
        foreach (EventSubscription listener in Outgoing.Any)
        {
            // Catch-all listeners are synchronous, so the task is complete.
            SocketIOEvent sent = new(socket, json, 1, nameLength, SocketIOPacket.NoAck, 0, new AttachmentList(attachments, lengths));
            _ = ObserveAsync(Invoke(listener, sent)).AsTask();
        }
    }

    private async ValueTask ContinueDispatchAsync(
        ValueTask pending, EventSubscription[] subscriptions, int next, byte[] buffer, int position)
    {
        await ObserveAsync(pending).ConfigureAwait(false);
        for (; next < subscriptions.Length && !socket.Inbound.HasEnded; next++)
        {
            await ObserveAsync(InvokeAgain(subscriptions[next], buffer, position)).ConfigureAwait(false);
        }
    }

    private ValueTask InvokeAgain(EventSubscription subscription, byte[] buffer, int position) =>
        Invoke(subscription, InboundRecord.Read(socket, buffer, position));

    private ValueTask Invoke(EventSubscription subscription, in SocketIOEvent received)
    {
        try
        {
            return subscription.TryEnter() ? subscription.InvokeAsync(received) : default;
        }
        catch (Exception exception)
        {
            socket.Connection.ReportHandlerError(exception);
            return default;
        }
    }
}
