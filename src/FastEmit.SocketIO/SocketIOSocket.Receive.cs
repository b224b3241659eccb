using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using FastEmit.Protocol.Packets;
using FastEmit.SocketIO.Receiving;

namespace FastEmit.SocketIO;

/// <content>Received events, from the read loop to the handlers.</content>
public sealed partial class SocketIOSocket
{
    private readonly List<Action> _held = [];
    private string? _pid;
    private readonly ArrayBufferWriter<byte> _lastOffset = new();

    /// <summary>Calls <paramref name="handler"/> for every event of this name. The cheapest way: nothing is allocated.</summary>
    /// <returns>Disposing it takes the handler off.</returns>
    public IDisposable On(string name, SocketIOEventHandler handler) =>
        Register(new RawSubscription(_handlers, Utf8(name), Checked(handler)));

    /// <summary>Calls an asynchronous handler; the socket's next event waits for it.</summary>
    public IDisposable On(string name, SocketIOAsyncEventHandler handler) =>
        Register(new AsyncRawSubscription(_handlers, Utf8(name), Checked(handler)));

    /// <summary>Calls <paramref name="handler"/> with the event's first argument.</summary>
    public IDisposable On<T>(string name, JsonTypeInfo<T> typeInfo, Action<T> handler) =>
        Register(new TypedSubscription<T>(_handlers, Utf8(name), Checked(typeInfo), Checked(handler)));

    /// <summary>Calls an asynchronous handler with the event's first argument; the socket's next event waits for it.</summary>
    public IDisposable On<T>(string name, JsonTypeInfo<T> typeInfo, Func<T, ValueTask> handler) =>
        Register(new AsyncTypedSubscription<T>(_handlers, Utf8(name), Checked(typeInfo), Checked(handler)));

    /// <summary>As <see cref="On(string, SocketIOEventHandler)"/>, for one event.</summary>
    public IDisposable Once(string name, SocketIOEventHandler handler) =>
        Register(new RawSubscription(_handlers, Utf8(name), Checked(handler)) { IsOnce = true });

    /// <summary>As <see cref="On{T}(string, JsonTypeInfo{T}, Action{T})"/>, for one event.</summary>
    public IDisposable Once<T>(string name, JsonTypeInfo<T> typeInfo, Action<T> handler) =>
        Register(new TypedSubscription<T>(_handlers, Utf8(name), Checked(typeInfo), Checked(handler)) { IsOnce = true });

    /// <summary>Calls <paramref name="handler"/> for every event, before the handlers of its name.</summary>
    public IDisposable OnAny(SocketIOEventHandler handler) => Register(new RawSubscription(_handlers, null, Checked(handler)));

    /// <summary>Calls <paramref name="handler"/> for every event that is emitted, on the emitting thread, before it is queued.</summary>
    public IDisposable OnAnyOutgoing(SocketIOEventHandler handler)
    {
        RawSubscription subscription = new(_outgoing, null, Checked(handler));
        _outgoing.Add(subscription);
        return subscription;
    }

    /// <summary>Takes off every handler of an event.</summary>
    public void Off(string name)
    {
        byte[] utf8 = Utf8(name);
        _handlers.RemoveWhere(subscription => subscription.Name.AsSpan().SequenceEqual(utf8) && subscription.Name is not null);
    }

    /// <summary>Takes one handler off an event, wherever it was registered.</summary>
    public void Off(string name, Delegate handler)
    {
        byte[] utf8 = Utf8(name);
        _handlers.RemoveWhere(subscription =>
            subscription.Name is not null && subscription.Name.AsSpan().SequenceEqual(utf8) && subscription.Handler == handler);
    }

    /// <summary>Takes off every handler, the catch-all ones included.</summary>
    public void OffAll() => _handlers.RemoveWhere(static _ => true);

    /// <summary>
    /// The first arguments of an event's occurrences from now on, in order and without loss: when the reader falls behind by
    /// <paramref name="capacity"/>, this socket's events wait. It ends with <paramref name="cancellationToken"/>.
    /// </summary>
    public async IAsyncEnumerable<T> ReadAllAsync<T>(
        string name,
        JsonTypeInfo<T> typeInfo,
        int capacity = 256,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Channel<T> channel = Channel.CreateBounded<T>(new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });
        using CancellationTokenSource leaving = new();
        CancellationToken left = leaving.Token;
        using IDisposable subscription = On(name, typeInfo, value => channel.Writer.WriteAsync(value, left));
        try
        {
            await foreach (T value in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return value;
            }
        }
        finally
        {
            // Frees a write that waits for room, and with it the socket's queue.
            channel.Writer.TryComplete();
            await leaving.CancelAsync().ConfigureAwait(false);
        }
    }

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
        for (; next < subscriptions.Length; next++)
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

    private EventSubscription Register(EventSubscription subscription)
    {
        _handlers.Add(subscription);
        return subscription;
    }

    private static byte[] Utf8(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Encoding.UTF8.GetBytes(name);
    }

    private static T Checked<T>(T value)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value);
        return value;
    }
}
