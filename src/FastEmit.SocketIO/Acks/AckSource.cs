using System.Threading.Tasks.Sources;
using FastEmit.Protocol.Waiting;
using FastEmit.SocketIO.Receiving;

namespace FastEmit.SocketIO.Acks;

/// <summary>
/// A wait behind a <see cref="ValueTask{TResult}"/>, pooled: it is free for another use once its result has been taken, which may happen
/// once. One that can be cancelled is used once: a late callback must never meet another use.
/// </summary>
internal abstract class AckSource<T> : AckCompletion, IValueTaskSource<T>
{
    private ManualResetValueTaskSourceCore<T> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _cancellation;
    private Action<AckCompletion, CancellationToken>? _withdraw;
    private bool _isPooled;

    /// <summary>The one task of this use. To be taken before the packet is queued: afterwards the answer may come, and the next use.</summary>
    public ValueTask<T> Task => new(this, _core.Version);

    /// <summary>Lets a cancellation end the wait; <paramref name="withdraw"/> must remove it from its table first.</summary>
    public void CancelWith(Action<AckCompletion, CancellationToken> withdraw, CancellationToken cancellationToken)
    {
        _withdraw = withdraw;
        _cancellation = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var source = (AckSource<T>)state!;
                source._withdraw!(source, token);
            },
            this);
    }

    /// <inheritdoc/>
    public sealed override void Complete(ReadOnlySpan<byte> array, in AttachmentList attachments)
    {
        T result;
        try
        {
            result = Read(array, attachments);
        }
        catch (Exception exception)
        {
            _core.SetException(exception);
            return;
        }

        _core.SetResult(result);
    }

    /// <inheritdoc/>
    public sealed override void Fail(Exception exception) => _core.SetException(exception);

    /// <summary>Gives it back without a result: the packet was never accepted.</summary>
    public void Abandon() => Recycle();

    T IValueTaskSource<T>.GetResult(short token)
    {
        // Whoever asks too early or a second time learns it here, and must not free what another use or another wait has.
        if (_core.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException("The answer has not come yet: await the task, or turn it into one that blocks with AsTask().");
        }

        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            Recycle();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<T>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    /// <summary>A use begins.</summary>
    protected void Begin(bool isPooled)
    {
        _isPooled = isPooled;
        Deadline = long.MaxValue;
    }

    /// <summary>Makes the result of an answer.</summary>
    protected abstract T Read(ReadOnlySpan<byte> array, in AttachmentList attachments);

    /// <summary>Puts it into its pool.</summary>
    protected abstract void ReturnToPool();

    private void Recycle()
    {
        if (!_isPooled)
        {
            _cancellation.Unregister();
            return;
        }

        _core.Reset();
        ReturnToPool();
    }
}

/// <summary>A wait that can be ended: exactly one of ack, timeout, cancellation and disconnect wins, by removing it from its table.</summary>
internal abstract class AckCompletion : AckWait
{
    /// <summary>The server's answer: a JSON array, its placeholders resolved against <paramref name="attachments"/>.</summary>
    public abstract void Complete(ReadOnlySpan<byte> array, in AttachmentList attachments);

    /// <summary>No answer.</summary>
    public abstract void Fail(Exception exception);
}
