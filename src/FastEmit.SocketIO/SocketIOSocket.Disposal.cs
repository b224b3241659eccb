using FastEmit.SocketIO.Joining;
using FastEmit.SocketIO.Receiving;

namespace FastEmit.SocketIO;

/// <content>Leaving the namespace for good.</content>
public sealed partial class SocketIOSocket : IAsyncDisposable
{
    private Task? _disposal;
    private TaskCompletionSource? _answered;
    private bool _isRemoved;

    /// <summary>Whether the connection has forgotten it. Any thread.</summary>
    internal bool IsRemoved => Volatile.Read(ref _isRemoved);

    /// <summary>
    /// Leaves the namespace as <see cref="DisconnectAsync"/> does and removes the socket from its connection: its handlers are not called any
    /// more, and every wait on it ends. <see cref="SocketIOConnection.Socket"/> makes a new one for the namespace. For programs that join
    /// many namespaces, one after the other; a connection disposes of its sockets itself.
    /// </summary>
    /// <remarks>Bounded by three times the close timeout; a handler that takes longer is not waited for.</remarks>
    public ValueTask DisposeAsync()
    {
        // A handler that disposes of its own socket is not waited for: it waits for this.
        bool isCalledByHandler = InboundQueue.Running == Inbound;
        lock (Connection.Sync)
        {
            return new ValueTask(_disposal ??= Task.Run(() => RemoveAsync(isCalledByHandler)));
        }
    }

    /// <summary>Under the connection's lock.</summary>
    private void ThrowIfDisposed()
    {
        Connection.ThrowIfDisposed();
        ObjectDisposedException.ThrowIf(_disposal is not null, this);
    }

    private async Task RemoveAsync(bool isCalledByHandler)
    {
        Leave(DisconnectReason.ClientDisconnect);
        await WhenAnsweredAsync().WaitAsync(Connection.Options.CloseTimeout, Connection.TimeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        EndForGood();
        if (!isCalledByHandler)
        {
            await Inbound.WhenIdleAsync().WaitAsync(Connection.Options.CloseTimeout, Connection.TimeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Inbound.End();
        lock (Connection.Sync)
        {
            Volatile.Write(ref _isRemoved, true);
            Connection.Remove(this);
        }

        await Connection.WhenIdleAsync().ConfigureAwait(false);
    }

    /// <summary>A second CONNECT to a namespace, before the answer to the first, makes a server close the connection.</summary>
    private Task WhenAnsweredAsync()
    {
        lock (Connection.Sync)
        {
            if (!JoinTransitions.IsUnanswered(_state))
            {
                return Task.CompletedTask;
            }

            _answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _answered.Task;
        }
    }
}
