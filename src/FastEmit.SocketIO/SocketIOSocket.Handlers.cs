using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Serialization.Metadata;
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
    public IDisposable On(string name, SocketIOEventHandler handler) => Handlers.Received.Add(EventNames.Utf8(name), handler);

    /// <summary>Calls an asynchronous handler; the socket's next event waits for it.</summary>
    /// <inheritdoc cref="On(string, SocketIOEventHandler)"/>
    [OverloadResolutionPriority(2)]
    public IDisposable On(string name, SocketIOAsyncEventHandler handler) => Handlers.Received.Add(EventNames.Utf8(name), handler);

    /// <inheritdoc cref="On(string, SocketIOAsyncEventHandler)"/>
    [OverloadResolutionPriority(1)]
    public IDisposable On(string name, SocketIOTaskEventHandler handler) => Handlers.Received.Add(EventNames.Utf8(name), handler);

    /// <summary>Calls <paramref name="handler"/> with the event's first argument.</summary>
    /// <inheritdoc cref="On(string, SocketIOEventHandler)"/>
    public IDisposable On<T>(string name, JsonTypeInfo<T> typeInfo, Action<T> handler) => Handlers.Received.Add(EventNames.Utf8(name), typeInfo, handler);

    /// <summary>Calls an asynchronous handler with the event's first argument; the socket's next event waits for it.</summary>
    /// <inheritdoc cref="On(string, SocketIOEventHandler)"/>
    [OverloadResolutionPriority(2)]
    public IDisposable On<T>(string name, JsonTypeInfo<T> typeInfo, Func<T, ValueTask> handler) =>
        Handlers.Received.Add(EventNames.Utf8(name), typeInfo, handler);

    /// <inheritdoc cref="On{T}(string, JsonTypeInfo{T}, Func{T, ValueTask})"/>
    [OverloadResolutionPriority(1)]
    public IDisposable On<T>(string name, JsonTypeInfo<T> typeInfo, Func<T, Task> handler) =>
        Handlers.Received.Add(EventNames.Utf8(name), typeInfo, handler);

    /// <summary>Calls <paramref name="handler"/> with the event's first two arguments.</summary>
    /// <inheritdoc cref="On(string, SocketIOEventHandler)"/>
    public IDisposable On<T1, T2>(string name, JsonTypeInfo<T1> firstInfo, JsonTypeInfo<T2> secondInfo, Action<T1, T2> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Handlers.Received.Add(EventNames.Utf8(name), firstInfo, secondInfo, handler, (first, second) =>
        {
            handler(first, second);
            return default;
        });
    }

    /// <inheritdoc cref="On{T1, T2}(string, JsonTypeInfo{T1}, JsonTypeInfo{T2}, Action{T1, T2})"/>
    [OverloadResolutionPriority(2)]
    public IDisposable On<T1, T2>(string name, JsonTypeInfo<T1> firstInfo, JsonTypeInfo<T2> secondInfo, Func<T1, T2, ValueTask> handler) =>
        Handlers.Received.Add(EventNames.Utf8(name), firstInfo, secondInfo, handler, handler);

    /// <inheritdoc cref="On{T1, T2}(string, JsonTypeInfo{T1}, JsonTypeInfo{T2}, Action{T1, T2})"/>
    [OverloadResolutionPriority(1)]
    public IDisposable On<T1, T2>(string name, JsonTypeInfo<T1> firstInfo, JsonTypeInfo<T2> secondInfo, Func<T1, T2, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Handlers.Received.Add(EventNames.Utf8(name), firstInfo, secondInfo, handler, (first, second) => new ValueTask(handler(first, second)));
    }

    /// <summary>
    /// Calls <paramref name="handler"/> with the event's first argument and sends what it returns as the ack, if the server asked for one.
    /// </summary>
    /// <inheritdoc cref="On(string, SocketIOEventHandler)"/>
    public IDisposable On<TRequest, TResponse>(
        string name, JsonTypeInfo<TRequest> requestInfo, JsonTypeInfo<TResponse> responseInfo, Func<TRequest, TResponse> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Handlers.Received.AddAnswering(EventNames.Utf8(name), requestInfo, responseInfo, handler, request => ValueTask.FromResult(handler(request)));
    }

    /// <inheritdoc cref="On{TRequest, TResponse}(string, JsonTypeInfo{TRequest}, JsonTypeInfo{TResponse}, Func{TRequest, TResponse})"/>
    [OverloadResolutionPriority(2)]
    public IDisposable On<TRequest, TResponse>(
        string name, JsonTypeInfo<TRequest> requestInfo, JsonTypeInfo<TResponse> responseInfo, Func<TRequest, ValueTask<TResponse>> handler) =>
        Handlers.Received.AddAnswering(EventNames.Utf8(name), requestInfo, responseInfo, handler, handler);

    /// <inheritdoc cref="On{TRequest, TResponse}(string, JsonTypeInfo{TRequest}, JsonTypeInfo{TResponse}, Func{TRequest, TResponse})"/>
    [OverloadResolutionPriority(1)]
    public IDisposable On<TRequest, TResponse>(
        string name, JsonTypeInfo<TRequest> requestInfo, JsonTypeInfo<TResponse> responseInfo, Func<TRequest, Task<TResponse>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Handlers.Received.AddAnswering(EventNames.Utf8(name), requestInfo, responseInfo, handler, request => new ValueTask<TResponse>(handler(request)));
    }

    /// <inheritdoc cref="On{T}(string, JsonTypeInfo{T}, Action{T})"/>
    [RequiresUnreferencedCode(ReflectedMetadata.Message)]
    [RequiresDynamicCode(ReflectedMetadata.Message)]
    public IDisposable On<T>(string name, Action<T> handler) => On(name, ReflectedMetadata.Of<T>(), handler);

    /// <inheritdoc cref="On{T}(string, JsonTypeInfo{T}, Func{T, ValueTask})"/>
    [RequiresUnreferencedCode(ReflectedMetadata.Message)]
    [RequiresDynamicCode(ReflectedMetadata.Message)]
    [OverloadResolutionPriority(2)]
    public IDisposable On<T>(string name, Func<T, ValueTask> handler) => On(name, ReflectedMetadata.Of<T>(), handler);

    /// <inheritdoc cref="On{T}(string, JsonTypeInfo{T}, Func{T, Task})"/>
    [RequiresUnreferencedCode(ReflectedMetadata.Message)]
    [RequiresDynamicCode(ReflectedMetadata.Message)]
    [OverloadResolutionPriority(1)]
    public IDisposable On<T>(string name, Func<T, Task> handler) => On(name, ReflectedMetadata.Of<T>(), handler);

    /// <summary>Calls <paramref name="handler"/> with the event's first argument and sends what it returns as the ack, if the server asked for one.</summary>
    /// <inheritdoc cref="On(string, SocketIOEventHandler)"/>
    [RequiresUnreferencedCode(ReflectedMetadata.Message)]
    [RequiresDynamicCode(ReflectedMetadata.Message)]
    public IDisposable On<TRequest, TResponse>(string name, Func<TRequest, TResponse> handler) =>
        On(name, ReflectedMetadata.Of<TRequest>(), ReflectedMetadata.Of<TResponse>(), handler);

    /// <inheritdoc cref="On{TRequest, TResponse}(string, Func{TRequest, TResponse})"/>
    [RequiresUnreferencedCode(ReflectedMetadata.Message)]
    [RequiresDynamicCode(ReflectedMetadata.Message)]
    [OverloadResolutionPriority(1)]
    public IDisposable On<TRequest, TResponse>(string name, Func<TRequest, Task<TResponse>> handler) =>
        On(name, ReflectedMetadata.Of<TRequest>(), ReflectedMetadata.Of<TResponse>(), handler);

    /// <summary>As <see cref="On(string, SocketIOEventHandler)"/>, for one event.</summary>
    /// <inheritdoc cref="On(string, SocketIOEventHandler)"/>
    public IDisposable Once(string name, SocketIOEventHandler handler) => Handlers.Received.Add(EventNames.Utf8(name), handler, isOnce: true);

    /// <inheritdoc cref="Once(string, SocketIOEventHandler)"/>
    [OverloadResolutionPriority(2)]
    public IDisposable Once(string name, SocketIOAsyncEventHandler handler) => Handlers.Received.Add(EventNames.Utf8(name), handler, isOnce: true);

    /// <inheritdoc cref="Once(string, SocketIOEventHandler)"/>
    [OverloadResolutionPriority(1)]
    public IDisposable Once(string name, SocketIOTaskEventHandler handler) => Handlers.Received.Add(EventNames.Utf8(name), handler, isOnce: true);

    /// <summary>As <see cref="On{T}(string, JsonTypeInfo{T}, Action{T})"/>, for one event.</summary>
    /// <inheritdoc cref="On(string, SocketIOEventHandler)"/>
    public IDisposable Once<T>(string name, JsonTypeInfo<T> typeInfo, Action<T> handler) => Handlers.Received.Add(EventNames.Utf8(name), typeInfo, handler, isOnce: true);

    /// <inheritdoc cref="Once{T}(string, JsonTypeInfo{T}, Action{T})"/>
    [OverloadResolutionPriority(2)]
    public IDisposable Once<T>(string name, JsonTypeInfo<T> typeInfo, Func<T, ValueTask> handler) =>
        Handlers.Received.Add(EventNames.Utf8(name), typeInfo, handler, isOnce: true);

    /// <inheritdoc cref="Once{T}(string, JsonTypeInfo{T}, Action{T})"/>
    [OverloadResolutionPriority(1)]
    public IDisposable Once<T>(string name, JsonTypeInfo<T> typeInfo, Func<T, Task> handler) =>
        Handlers.Received.Add(EventNames.Utf8(name), typeInfo, handler, isOnce: true);

    /// <summary>Calls <paramref name="handler"/> for every event, before the handlers of its name.</summary>
    /// <returns>Disposing it takes the handler off.</returns>
    public IDisposable OnAny(SocketIOEventHandler handler) => Handlers.Received.Add(null, handler);

    /// <inheritdoc cref="OnAny(SocketIOEventHandler)"/>
    [OverloadResolutionPriority(2)]
    public IDisposable OnAny(SocketIOAsyncEventHandler handler) => Handlers.Received.Add(null, handler);

    /// <inheritdoc cref="OnAny(SocketIOEventHandler)"/>
    [OverloadResolutionPriority(1)]
    public IDisposable OnAny(SocketIOTaskEventHandler handler) => Handlers.Received.Add(null, handler);

    /// <summary>
    /// Calls <paramref name="handler"/> for every event that is emitted, on the emitting thread, before it is queued. An emit does not wait
    /// for a task of the handler.
    /// </summary>
    /// <returns>Disposing it takes the handler off.</returns>
    public IDisposable OnAnyOutgoing(SocketIOEventHandler handler) => Handlers.Outgoing.Add(null, handler);

    /// <inheritdoc cref="OnAnyOutgoing(SocketIOEventHandler)"/>
    [OverloadResolutionPriority(2)]
    public IDisposable OnAnyOutgoing(SocketIOAsyncEventHandler handler) => Handlers.Outgoing.Add(null, handler);

    /// <inheritdoc cref="OnAnyOutgoing(SocketIOEventHandler)"/>
    [OverloadResolutionPriority(1)]
    public IDisposable OnAnyOutgoing(SocketIOTaskEventHandler handler) => Handlers.Outgoing.Add(null, handler);

    /// <summary>Takes off every handler of an event.</summary>
    public void Off(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        Handlers.Received.RemoveWhere(subscription => subscription.IsNamed(utf8));
    }

    /// <summary>Takes one registration of a handler off an event, the oldest, as the official client does.</summary>
    public void Off(string name, Delegate handler)
    {
        ArgumentNullException.ThrowIfNull(name);
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        Handlers.Received.RemoveFirst(subscription => subscription.IsNamed(utf8) && subscription.Handler == handler);
    }

    /// <summary>Takes off every handler, the catch-all ones of received events included.</summary>
    public void OffAll() => Handlers.Received.RemoveWhere(static _ => true);

    /// <summary>Takes off every catch-all handler of received events.</summary>
    public void OffAny() => Handlers.Received.RemoveWhere(static subscription => subscription.Name is null);

    /// <summary>Takes one registration of a catch-all handler of received events off, the oldest.</summary>
    public void OffAny(Delegate handler) =>
        Handlers.Received.RemoveFirst(subscription => subscription.Name is null && subscription.Handler == handler);

    /// <summary>Takes off every handler of emitted events.</summary>
    public void OffAnyOutgoing() => Handlers.Outgoing.RemoveWhere(static _ => true);

    /// <summary>Takes one registration of a handler of emitted events off, the oldest.</summary>
    public void OffAnyOutgoing(Delegate handler) => Handlers.Outgoing.RemoveFirst(subscription => subscription.Handler == handler);

    /// <summary>
    /// The first arguments of an event's occurrences from this call on, in order and without loss: when the reader falls behind by
    /// <paramref name="capacity"/>, this socket's events wait. It ends with <paramref name="cancellationToken"/>, by leaving the loop, or
    /// when the connection is disposed of.
    /// </summary>
    /// <param name="name">The event's name.</param>
    /// <param name="typeInfo">Metadata of the argument.</param>
    /// <param name="capacity">How many may wait for the reader.</param>
    /// <param name="cancellationToken">Ends the stream with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">No server can send an event of this name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is not positive.</exception>
    public IAsyncEnumerable<T> ReadAllAsync<T>(
        string name, JsonTypeInfo<T> typeInfo, int capacity = 256, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        return new EventStream<T>(() => new EventChannel<T>(this, name, typeInfo, capacity), cancellationToken);
    }

    /// <summary>Waits for the next event of this name, and returns its first argument.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="typeInfo">Metadata of the argument.</param>
    /// <param name="timeout">Bound on the wait; null or infinite for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">None came in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The connection was disposed of.</exception>
    /// <exception cref="System.Text.Json.JsonException">The argument is not of this type.</exception>
    /// <exception cref="ArgumentException">No server can send an event of this name.</exception>
    public Task<T> WaitForAsync<T>(
        string name, JsonTypeInfo<T> typeInfo, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        return NextEvent.WaitAsync(this, name, (in SocketIOEvent received) => received.GetArgument(0, typeInfo)!, timeout, cancellationToken);
    }

    /// <summary>Waits for the next event of this name, whatever it carries.</summary>
    /// <inheritdoc cref="WaitForAsync{T}(string, JsonTypeInfo{T}, TimeSpan?, CancellationToken)"/>
    public Task WaitForAsync(string name, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        NextEvent.WaitAsync(this, name, static (in SocketIOEvent _) => true, timeout, cancellationToken);

    /// <inheritdoc cref="WaitForAsync{T}(string, JsonTypeInfo{T}, TimeSpan?, CancellationToken)"/>
    [RequiresUnreferencedCode(ReflectedMetadata.Message)]
    [RequiresDynamicCode(ReflectedMetadata.Message)]
    public Task<T> WaitForAsync<T>(string name, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        WaitForAsync(name, ReflectedMetadata.Of<T>(), timeout, cancellationToken);
}
