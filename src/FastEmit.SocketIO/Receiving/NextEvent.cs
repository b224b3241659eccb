using FastEmit.Protocol.Waiting;

namespace FastEmit.SocketIO.Receiving;

/// <summary>The wait for the next event of a name.</summary>
internal static class NextEvent
{
    /// <summary>Makes the wait's result of the event.</summary>
    public delegate T Reader<T>(in SocketIOEvent received);

    /// <summary>Ends with the event, with the time, with the token or with the connection.</summary>
    public static async Task<T> WaitAsync<T>(
        SocketIOSocket socket, string name, Reader<T> read, TimeSpan? timeout, CancellationToken cancellationToken)
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
        using IDisposable subscription = socket.Once(name, handler);
        using CancellationTokenRegistration disposal = socket.Connection.Disposing.UnsafeRegister(
            static state => ((TaskCompletionSource<T>)state!).TrySetException(new ObjectDisposedException(nameof(SocketIOConnection))), next);
        try
        {
            return await next.Task.WaitAsync(Durations.ForTimer(bound), socket.Connection.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"No event '{name}' came within {bound.TotalSeconds:0.###} s.");
        }
    }
}
