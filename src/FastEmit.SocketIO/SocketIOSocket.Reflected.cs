using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FastEmit.SocketIO;

/// <content>The short forms, without metadata made by hand: types are read by reflection, their members in camelCase.</content>
public sealed partial class SocketIOSocket
{
    /// <inheritdoc cref="On{T}(string, System.Text.Json.Serialization.Metadata.JsonTypeInfo{T}, Action{T})"/>
    [RequiresUnreferencedCode(ReflectedMetadata.Message)]
    [RequiresDynamicCode(ReflectedMetadata.Message)]
    public IDisposable On<T>(string name, Action<T> handler) => On(name, ReflectedMetadata.Of<T>(), handler);

    /// <inheritdoc cref="On{T}(string, System.Text.Json.Serialization.Metadata.JsonTypeInfo{T}, Func{T, ValueTask})"/>
    [RequiresUnreferencedCode(ReflectedMetadata.Message)]
    [RequiresDynamicCode(ReflectedMetadata.Message)]
    [OverloadResolutionPriority(2)]
    public IDisposable On<T>(string name, Func<T, ValueTask> handler) => On(name, ReflectedMetadata.Of<T>(), handler);

    /// <inheritdoc cref="On{T}(string, System.Text.Json.Serialization.Metadata.JsonTypeInfo{T}, Func{T, Task})"/>
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

    /// <summary>Emits an event with any arguments and waits for the first argument of the server's ack.</summary>
    /// <inheritdoc cref="EmitWithAckAsync{T, TResult}"/>
    [RequiresUnreferencedCode(ReflectedMetadata.Message)]
    [RequiresDynamicCode(ReflectedMetadata.Message)]
    public ValueTask<TResult> EmitWithAckAsync<TResult>(string name, params ReadOnlySpan<SocketIOArgument> arguments) =>
        PostWithAck(
            Build(name, arguments),
            Acks.ReplySource<TResult>.Rent(ReflectedMetadata.Of<TResult>(), cancelable: false),
            timeout: null,
            CancellationToken.None);

    /// <inheritdoc cref="WaitForAsync{T}(string, System.Text.Json.Serialization.Metadata.JsonTypeInfo{T}, TimeSpan?, CancellationToken)"/>
    [RequiresUnreferencedCode(ReflectedMetadata.Message)]
    [RequiresDynamicCode(ReflectedMetadata.Message)]
    public Task<T> WaitForAsync<T>(string name, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        WaitForAsync(name, ReflectedMetadata.Of<T>(), timeout, cancellationToken);
}
