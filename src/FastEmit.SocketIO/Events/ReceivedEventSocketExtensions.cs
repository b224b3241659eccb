using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace FastEmit.SocketIO.Events;

/// <summary>Handlers of marked records (<c>[HookEvent(…, Receive = true)]</c>), read by generated code: no name, no metadata, no reflection.</summary>
public static class ReceivedEventSocketExtensions
{
    /// <summary>Calls <paramref name="handler"/> for every event of the record's name.</summary>
    /// <returns>Disposing it takes the handler off.</returns>
    /// <exception cref="ArgumentException">The socket is of another namespace than the event.</exception>
    public static IDisposable On<T>(this SocketIOSocket socket, TypedEventHandler<T> handler)
        where T : IReceivedEvent<T>
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Checked<T>(socket).On(T.ReceivedName, (in SocketIOEvent received) => handler(Read<T>(in received)));
    }

    /// <summary>Calls an asynchronous handler; the socket's next event waits for it.</summary>
    /// <inheritdoc cref="On{T}(SocketIOSocket, TypedEventHandler{T})"/>
    [OverloadResolutionPriority(1)]
    public static IDisposable On<T>(this SocketIOSocket socket, Func<T, ValueTask> handler)
        where T : IReceivedEvent<T>
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Checked<T>(socket).On(T.ReceivedName, new SocketIOAsyncEventHandler((in SocketIOEvent received) => handler(Read<T>(in received))));
    }

    /// <summary>Calls <paramref name="handler"/> and acknowledges with what it returns, if the server asked for that.</summary>
    /// <inheritdoc cref="On{T}(SocketIOSocket, TypedEventHandler{T})"/>
    public static IDisposable On<TRequest, TResponse>(
        this SocketIOSocket socket, JsonTypeInfo<TResponse> responseInfo, Func<TRequest, ValueTask<TResponse>> handler)
        where TRequest : IReceivedEvent<TRequest>
    {
        ArgumentNullException.ThrowIfNull(responseInfo);
        ArgumentNullException.ThrowIfNull(handler);
        return Checked<TRequest>(socket).On(TRequest.ReceivedName, new SocketIOAsyncEventHandler((in SocketIOEvent received) =>
            AnswerAsync(handler(Read<TRequest>(in received)), received.WantsAck ? received.GetReply() : null, responseInfo)));
    }

    private static async ValueTask AnswerAsync<TResponse>(ValueTask<TResponse> answer, SocketIOReply? reply, JsonTypeInfo<TResponse> responseInfo)
    {
        TResponse response = await answer.ConfigureAwait(false);
        reply?.Send(response, responseInfo);
    }

    private static T Read<T>(in SocketIOEvent received)
        where T : IReceivedEvent<T> => EventReader.ReadArgument<T>(received.Arguments, received.Attachments);

    private static SocketIOSocket Checked<T>(SocketIOSocket socket)
        where T : IReceivedEvent<T>
    {
        ArgumentNullException.ThrowIfNull(socket);
        return socket.Namespace == T.ReceivedNamespace
            ? socket
            : throw new ArgumentException($"The event '{T.ReceivedName}' belongs to {T.ReceivedNamespace}, the socket to {socket.Namespace}.", nameof(socket));
    }
}
