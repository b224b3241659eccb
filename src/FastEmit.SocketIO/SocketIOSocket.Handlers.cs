using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using FastEmit.Protocol.Packets;
using FastEmit.SocketIO.Receiving;

namespace FastEmit.SocketIO;

/// <content>
/// Handlers: for every form there is one that returns nothing, one that returns a <see cref="ValueTask"/> and one that returns a
/// <see cref="Task"/>. A lambda that could be several of them is the last that it can be, so that no task is ever lost; the socket's next
/// event waits for it, and its exception goes to <see cref="SocketIOConnection.HandlerFailed"/>.
/// </content>
public sealed partial class SocketIOSocket
{
    /// <summary>Calls <paramref name="handler"/> for every event of this name. The cheapest way: nothing is allocated.</summary>
    /// <returns>Disposing it takes the handler off.</returns>
    /// <exception cref="ArgumentException">
    /// No server can send an event of this name: what <c>connect</c>, <c>connect_error</c> and <c>disconnect</c> are elsewhere, are
    /// <see cref="Connected"/>, <see cref="ConnectError"/> and <see cref="Disconnected"/> here.
    /// </exception>
    public IDisposable On(string name, SocketIOEventHandler handler) => Register(Raw(Utf8(name), handler));

    /// <summary>Calls an asynchronous handler; the socket's next event waits for it.</summary>
    /// <inheritdoc cref="On(string, SocketIOEventHandler)"/>
    [OverloadResolutionPriority(2)]
    public IDisposable On(string name, SocketIOAsyncEventHandler handler) => Register(Raw(Utf8(name), handler));

    /// <inheritdoc cref="On(string, SocketIOAsyncEventHandler)"/>
    [OverloadResolutionPriority(1)]
    public IDisposable On(string name, SocketIOTaskEventHandler handler) => Register(Raw(Utf8(name), handler));

    /// <summary>Calls <paramref name="handler"/> with the event's first argument.</summary>
    /// <inheritdoc cref="On(string, SocketIOEventHandler)"/>
    public IDisposable On<T>(string name, JsonTypeInfo<T> typeInfo, Action<T> handler) => Register(Typed(name, typeInfo, handler, isOnce: false));

    /// <summary>Calls an asynchronous handler with the event's first argument; the socket's next event waits for it.</summary>
    /// <inheritdoc cref="On(string, SocketIOEventHandler)"/>
    [OverloadResolutionPriority(2)]
    public IDisposable On<T>(string name, JsonTypeInfo<T> typeInfo, Func<T, ValueTask> handler) =>
        Register(Typed(name, typeInfo, handler, isOnce: false));

    /// <inheritdoc cref="On{T}(string, JsonTypeInfo{T}, Func{T, ValueTask})"/>
    [OverloadResolutionPriority(1)]
    public IDisposable On<T>(string name, JsonTypeInfo<T> typeInfo, Func<T, Task> handler) =>
        Register(Typed(name, typeInfo, handler, isOnce: false));

    /// <summary>Calls <paramref name="handler"/> with the event's first two arguments.</summary>
    /// <inheritdoc cref="On(string, SocketIOEventHandler)"/>
    public IDisposable On<T1, T2>(string name, JsonTypeInfo<T1> firstInfo, JsonTypeInfo<T2> secondInfo, Action<T1, T2> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Pair(name, firstInfo, secondInfo, handler, (first, second) =>
        {
            handler(first, second);
            return default;
        });
    }

    /// <inheritdoc cref="On{T1, T2}(string, JsonTypeInfo{T1}, JsonTypeInfo{T2}, Action{T1, T2})"/>
    [OverloadResolutionPriority(2)]
    public IDisposable On<T1, T2>(string name, JsonTypeInfo<T1> firstInfo, JsonTypeInfo<T2> secondInfo, Func<T1, T2, ValueTask> handler) =>
        Pair(name, firstInfo, secondInfo, Checked(handler), handler);

    /// <inheritdoc cref="On{T1, T2}(string, JsonTypeInfo{T1}, JsonTypeInfo{T2}, Action{T1, T2})"/>
    [OverloadResolutionPriority(1)]
    public IDisposable On<T1, T2>(string name, JsonTypeInfo<T1> firstInfo, JsonTypeInfo<T2> secondInfo, Func<T1, T2, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Pair(name, firstInfo, secondInfo, handler, (first, second) => new ValueTask(handler(first, second)));
    }

    /// <summary>
    /// Calls <paramref name="handler"/> with the event's first argument and sends what it returns as the ack, if the server asked for one.
    /// </summary>
    /// <inheritdoc cref="On(string, SocketIOEventHandler)"/>
    public IDisposable On<TRequest, TResponse>(
        string name, JsonTypeInfo<TRequest> requestInfo, JsonTypeInfo<TResponse> responseInfo, Func<TRequest, TResponse> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Answer(name, requestInfo, responseInfo, handler, request => ValueTask.FromResult(handler(request)));
    }

    /// <inheritdoc cref="On{TRequest, TResponse}(string, JsonTypeInfo{TRequest}, JsonTypeInfo{TResponse}, Func{TRequest, TResponse})"/>
    [OverloadResolutionPriority(2)]
    public IDisposable On<TRequest, TResponse>(
        string name, JsonTypeInfo<TRequest> requestInfo, JsonTypeInfo<TResponse> responseInfo, Func<TRequest, ValueTask<TResponse>> handler) =>
        Answer(name, requestInfo, responseInfo, Checked(handler), handler);

    /// <inheritdoc cref="On{TRequest, TResponse}(string, JsonTypeInfo{TRequest}, JsonTypeInfo{TResponse}, Func{TRequest, TResponse})"/>
    [OverloadResolutionPriority(1)]
    public IDisposable On<TRequest, TResponse>(
        string name, JsonTypeInfo<TRequest> requestInfo, JsonTypeInfo<TResponse> responseInfo, Func<TRequest, Task<TResponse>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Answer(name, requestInfo, responseInfo, handler, request => new ValueTask<TResponse>(handler(request)));
    }

    /// <summary>As <see cref="On(string, SocketIOEventHandler)"/>, for one event.</summary>
    /// <inheritdoc cref="On(string, SocketIOEventHandler)"/>
    public IDisposable Once(string name, SocketIOEventHandler handler) => Register(Raw(Utf8(name), handler, isOnce: true));

    /// <inheritdoc cref="Once(string, SocketIOEventHandler)"/>
    [OverloadResolutionPriority(2)]
    public IDisposable Once(string name, SocketIOAsyncEventHandler handler) => Register(Raw(Utf8(name), handler, isOnce: true));

    /// <inheritdoc cref="Once(string, SocketIOEventHandler)"/>
    [OverloadResolutionPriority(1)]
    public IDisposable Once(string name, SocketIOTaskEventHandler handler) => Register(Raw(Utf8(name), handler, isOnce: true));

    /// <summary>As <see cref="On{T}(string, JsonTypeInfo{T}, Action{T})"/>, for one event.</summary>
    /// <inheritdoc cref="On(string, SocketIOEventHandler)"/>
    public IDisposable Once<T>(string name, JsonTypeInfo<T> typeInfo, Action<T> handler) => Register(Typed(name, typeInfo, handler, isOnce: true));

    /// <inheritdoc cref="Once{T}(string, JsonTypeInfo{T}, Action{T})"/>
    [OverloadResolutionPriority(2)]
    public IDisposable Once<T>(string name, JsonTypeInfo<T> typeInfo, Func<T, ValueTask> handler) =>
        Register(Typed(name, typeInfo, handler, isOnce: true));

    /// <inheritdoc cref="Once{T}(string, JsonTypeInfo{T}, Action{T})"/>
    [OverloadResolutionPriority(1)]
    public IDisposable Once<T>(string name, JsonTypeInfo<T> typeInfo, Func<T, Task> handler) =>
        Register(Typed(name, typeInfo, handler, isOnce: true));

    /// <summary>Calls <paramref name="handler"/> for every event, before the handlers of its name.</summary>
    /// <returns>Disposing it takes the handler off.</returns>
    public IDisposable OnAny(SocketIOEventHandler handler) => Register(Raw(null, handler));

    /// <inheritdoc cref="OnAny(SocketIOEventHandler)"/>
    [OverloadResolutionPriority(2)]
    public IDisposable OnAny(SocketIOAsyncEventHandler handler) => Register(Raw(null, handler));

    /// <inheritdoc cref="OnAny(SocketIOEventHandler)"/>
    [OverloadResolutionPriority(1)]
    public IDisposable OnAny(SocketIOTaskEventHandler handler) => Register(Raw(null, handler));

    /// <summary>
    /// Calls <paramref name="handler"/> for every event that is emitted, on the emitting thread, before it is queued. An emit does not wait
    /// for a task of the handler.
    /// </summary>
    /// <returns>Disposing it takes the handler off.</returns>
    public IDisposable OnAnyOutgoing(SocketIOEventHandler handler) => Register(Raw(null, handler, table: _outgoing));

    /// <inheritdoc cref="OnAnyOutgoing(SocketIOEventHandler)"/>
    [OverloadResolutionPriority(2)]
    public IDisposable OnAnyOutgoing(SocketIOAsyncEventHandler handler) => Register(Raw(null, handler, table: _outgoing));

    /// <inheritdoc cref="OnAnyOutgoing(SocketIOEventHandler)"/>
    [OverloadResolutionPriority(1)]
    public IDisposable OnAnyOutgoing(SocketIOTaskEventHandler handler) => Register(Raw(null, handler, table: _outgoing));

    /// <summary>Takes off every handler of an event.</summary>
    public void Off(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        _handlers.RemoveWhere(subscription => subscription.IsNamed(utf8));
    }

    /// <summary>Takes one registration of a handler off an event, the oldest, as the official client does.</summary>
    public void Off(string name, Delegate handler)
    {
        ArgumentNullException.ThrowIfNull(name);
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        _handlers.RemoveFirst(subscription => subscription.IsNamed(utf8) && subscription.Handler == handler);
    }

    /// <summary>Takes off every handler, the catch-all ones of received events included.</summary>
    public void OffAll() => _handlers.RemoveWhere(static _ => true);

    /// <summary>Takes off every catch-all handler of received events.</summary>
    public void OffAny() => _handlers.RemoveWhere(static subscription => subscription.Name is null);

    /// <summary>Takes one registration of a catch-all handler of received events off, the oldest.</summary>
    public void OffAny(Delegate handler) =>
        _handlers.RemoveFirst(subscription => subscription.Name is null && subscription.Handler == handler);

    /// <summary>Takes off every handler of emitted events.</summary>
    public void OffAnyOutgoing() => _outgoing.RemoveWhere(static _ => true);

    /// <summary>Takes one registration of a handler of emitted events off, the oldest.</summary>
    public void OffAnyOutgoing(Delegate handler) => _outgoing.RemoveFirst(subscription => subscription.Handler == handler);

    private static EventSubscription Register(EventSubscription subscription)
    {
        subscription.Table.Add(subscription);
        return subscription;
    }

    private RawSubscription Raw(byte[]? name, SocketIOEventHandler handler, bool isOnce = false, HandlerTable? table = null) =>
        new(table ?? _handlers, name, Checked(handler)) { IsOnce = isOnce };

    private AsyncRawSubscription Raw(byte[]? name, SocketIOAsyncEventHandler handler, bool isOnce = false, HandlerTable? table = null) =>
        new(table ?? _handlers, name, Checked(handler), handler) { IsOnce = isOnce };

    private AsyncRawSubscription Raw(byte[]? name, SocketIOTaskEventHandler handler, bool isOnce = false, HandlerTable? table = null) =>
        new(table ?? _handlers, name, Checked(handler), (in SocketIOEvent received) => new ValueTask(handler(in received))) { IsOnce = isOnce };

    private TypedSubscription<T> Typed<T>(string name, JsonTypeInfo<T> typeInfo, Action<T> handler, bool isOnce) =>
        new(_handlers, Utf8(name), Checked(typeInfo), Checked(handler)) { IsOnce = isOnce };

    private AsyncTypedSubscription<T> Typed<T>(string name, JsonTypeInfo<T> typeInfo, Func<T, ValueTask> handler, bool isOnce) =>
        new(_handlers, Utf8(name), Checked(typeInfo), Checked(handler), handler) { IsOnce = isOnce };

    private AsyncTypedSubscription<T> Typed<T>(string name, JsonTypeInfo<T> typeInfo, Func<T, Task> handler, bool isOnce) =>
        new(_handlers, Utf8(name), Checked(typeInfo), Checked(handler), value => new ValueTask(handler(value))) { IsOnce = isOnce };

    private EventSubscription Pair<T1, T2>(
        string name, JsonTypeInfo<T1> firstInfo, JsonTypeInfo<T2> secondInfo, Delegate original, Func<T1, T2, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(firstInfo);
        ArgumentNullException.ThrowIfNull(secondInfo);
        return Register(new AsyncRawSubscription(
            _handlers,
            Utf8(name),
            original,
            (in SocketIOEvent received) => handler(received.GetArgument(0, firstInfo)!, received.GetArgument(1, secondInfo)!)));
    }

    private EventSubscription Answer<TRequest, TResponse>(
        string name,
        JsonTypeInfo<TRequest> requestInfo,
        JsonTypeInfo<TResponse> responseInfo,
        Delegate handler,
        Func<TRequest, ValueTask<TResponse>> answer)
    {
        ArgumentNullException.ThrowIfNull(requestInfo);
        ArgumentNullException.ThrowIfNull(responseInfo);
        return Register(new AsyncRawSubscription(_handlers, Utf8(name), handler, Handle));

        ValueTask Handle(in SocketIOEvent received) =>
            ReplyAsync(answer(received.GetArgument(0, requestInfo)!), received.WantsAck ? received.GetReply() : null);

        async ValueTask ReplyAsync(ValueTask<TResponse> response, SocketIOReply? reply)
        {
            TResponse value = await response.ConfigureAwait(false);
            reply?.Send(value, responseInfo);
        }
    }

    /// <summary>The name of an event that a server can send.</summary>
    private static byte[] Utf8(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (ReservedEvents.Contains(name))
        {
            throw new ArgumentException(
                $"No server sends an event '{name}'. The socket's own events are {nameof(Connected)}, {nameof(ConnectError)} and {nameof(Disconnected)}.",
                nameof(name));
        }

        return Encoding.UTF8.GetBytes(name);
    }

    private static T Checked<T>(T value)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value);
        return value;
    }
}
