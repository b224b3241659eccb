using System.Text.Json.Serialization.Metadata;
using FastEmit.Protocol.Waiting;
using FastEmit.SocketIO.Receiving;

namespace FastEmit.SocketIO;

/// <content>Events that are awaited instead of handled.</content>
public sealed partial class SocketIOSocket
{
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
        return NextAsync(name, (in SocketIOEvent received) => received.GetArgument(0, typeInfo)!, timeout, cancellationToken);
    }

    /// <summary>Waits for the next event of this name, whatever it carries.</summary>
    /// <inheritdoc cref="WaitForAsync{T}(string, JsonTypeInfo{T}, TimeSpan?, CancellationToken)"/>
    public Task WaitForAsync(string name, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        NextAsync(name, static (in SocketIOEvent _) => true, timeout, cancellationToken);

    private delegate T ReadEvent<T>(in SocketIOEvent received);

    private async Task<T> NextAsync<T>(string name, ReadEvent<T> read, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        TimeSpan bound = timeout ?? Timeout.InfiniteTimeSpan;
        Durations.ThrowIfNoBound(bound, nameof(timeout));
        TaskCompletionSource<T> next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        SocketIOEventHandler handler = (in SocketIOEvent received) =>
        {
            try
            {
                next.TrySetResult(read(in received));
            }
            catch (Exception exception)
            {
                next.TrySetException(exception);
            }
        };
        using IDisposable subscription = Once(name, handler);
        using CancellationTokenRegistration disposal = Connection.Disposing.UnsafeRegister(
            static state => ((TaskCompletionSource<T>)state!).TrySetException(new ObjectDisposedException(nameof(SocketIOConnection))), next);
        try
        {
            return await next.Task.WaitAsync(Durations.ForTimer(bound), Connection.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"No event '{name}' came within {bound.TotalSeconds:0.###} s.");
        }
    }
}
