using System.Text.Json.Serialization.Metadata;

namespace FastEmit.SocketIO.Receiving;

/// <content>
/// The forms in which a handler may be given. Whatever is returned is awaited; a handler that is asked for again is found by the delegate that the user
/// gave. A null name means every event.
/// </content>
internal sealed partial class HandlerTable
{
    public EventSubscription Add(byte[]? name, SocketIOEventHandler handler, bool isOnce = false) =>
        Add(new RawSubscription(this, name, Checked(handler)) { IsOnce = isOnce });

    public EventSubscription Add(byte[]? name, SocketIOAsyncEventHandler handler, bool isOnce = false) =>
        Add(new AsyncRawSubscription(this, name, Checked(handler), handler) { IsOnce = isOnce });

    public EventSubscription Add(byte[]? name, SocketIOTaskEventHandler handler, bool isOnce = false) => Add(
        new AsyncRawSubscription(this, name, Checked(handler), (in SocketIOEvent received) => new ValueTask(handler(in received))) { IsOnce = isOnce });

    public EventSubscription Add<T>(byte[] name, JsonTypeInfo<T> typeInfo, Action<T> handler, bool isOnce = false) =>
        Add(new TypedSubscription<T>(this, name, Checked(typeInfo), Checked(handler)) { IsOnce = isOnce });

    public EventSubscription Add<T>(byte[] name, JsonTypeInfo<T> typeInfo, Func<T, ValueTask> handler, bool isOnce = false) =>
        Add(new AsyncTypedSubscription<T>(this, name, Checked(typeInfo), Checked(handler), handler) { IsOnce = isOnce });

    public EventSubscription Add<T>(byte[] name, JsonTypeInfo<T> typeInfo, Func<T, Task> handler, bool isOnce = false) =>
        Add(new AsyncTypedSubscription<T>(this, name, Checked(typeInfo), Checked(handler), value => new ValueTask(handler(value))) { IsOnce = isOnce });

    /// <param name="name">The event's name.</param>
    /// <param name="firstInfo">Metadata of the first argument.</param>
    /// <param name="secondInfo">Metadata of the second argument.</param>
    /// <param name="original">The handler as the user gave it.</param>
    /// <param name="handler">The same, as one that is awaited.</param>
    public EventSubscription Add<T1, T2>(
        byte[] name, JsonTypeInfo<T1> firstInfo, JsonTypeInfo<T2> secondInfo, Delegate original, Func<T1, T2, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(firstInfo);
        ArgumentNullException.ThrowIfNull(secondInfo);
        return Add(new AsyncRawSubscription(
            this,
            name,
            original,
            (in SocketIOEvent received) => handler(received.GetArgument(0, firstInfo)!, received.GetArgument(1, secondInfo)!)));
    }

    /// <summary>Adds a handler whose result is the ack.</summary>
    /// <inheritdoc cref="Add{T1, T2}(byte[], JsonTypeInfo{T1}, JsonTypeInfo{T2}, Delegate, Func{T1, T2, ValueTask})"/>
    public EventSubscription AddAnswering<TRequest, TResponse>(
        byte[] name,
        JsonTypeInfo<TRequest> requestInfo,
        JsonTypeInfo<TResponse> responseInfo,
        Delegate original,
        Func<TRequest, ValueTask<TResponse>> handler)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(requestInfo);
        ArgumentNullException.ThrowIfNull(responseInfo);
        return Add(new AsyncRawSubscription(this, name, original, Handle));

        ValueTask Handle(in SocketIOEvent received) =>
            ReplyAsync(handler(received.GetArgument(0, requestInfo)!), received.WantsAck ? received.GetReply() : null);

        async ValueTask ReplyAsync(ValueTask<TResponse> response, SocketIOReply? reply)
        {
            TResponse value = await response.ConfigureAwait(false);
            reply?.Send(value, responseInfo);
        }
    }

    private static T Checked<T>(T value)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value);
        return value;
    }
}
