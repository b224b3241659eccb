using System.Threading.Tasks.Sources;
using Microsoft.Extensions.ObjectPool;

namespace FastEmit.Acks;

/// <summary>
/// A pooled completion of one <c>EmitAsync</c>. It goes back to the pool when its result is taken, which may happen once.
/// Whoever removes it from <see cref="PendingAcks"/> may complete it, nobody else.
/// </summary>
internal sealed class AckWaiter : IValueTaskSource<EmitAcknowledgement>
{
    private static readonly byte[] NoArguments = "[]"u8.ToArray();

    private static readonly ObjectPool<AckWaiter> Pool = new DefaultObjectPool<AckWaiter>(
        new DefaultPooledObjectPolicy<AckWaiter>(), maximumRetained: 1024);

    private ManualResetValueTaskSourceCore<EmitAcknowledgement> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _cancellation;
    private PendingAcks? _pending;
    private bool _isPooled;

    /// <summary>Its number among those of its emitter.</summary>
    public long Id { get; set; }

    /// <summary>Bytes that the event takes in the ring.</summary>
    public int Bytes { get; set; }

    /// <summary>A timestamp; <see cref="long.MaxValue"/> for none.</summary>
    public long Deadline { get; set; }

    /// <summary>The timeout behind <see cref="Deadline"/>, for the message.</summary>
    public TimeSpan Timeout { get; set; }

    /// <summary>When the event was emitted, as a timestamp.</summary>
    public long Started { get; set; }

    /// <summary>How often the event was written.</summary>
    public int Writes { get; set; }

    /// <summary>The one task of this use. To be taken before the event is queued: afterwards the answer may come, and the next use.</summary>
    public ValueTask<EmitAcknowledgement> Task => new(this, _core.Version);

    /// <param name="cancelable">One that may be cancelled is used once: a late callback must never meet another use.</param>
    public static AckWaiter Rent(bool cancelable)
    {
        AckWaiter waiter = cancelable ? new AckWaiter() : Pool.Get();
        waiter._isPooled = !cancelable;
        waiter.Writes = 0;
        return waiter;
    }

    /// <summary>Lets a cancellation end the wait.</summary>
    public void CancelWith(PendingAcks pending, CancellationToken cancellationToken)
    {
        _pending = pending;
        _cancellation = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var waiter = (AckWaiter)state!;
                waiter._pending!.Cancel(waiter, token);
            },
            this);
    }

    /// <param name="arguments">The server's answer, a JSON array, or nothing.</param>
    /// <param name="elapsed">Since the event was emitted.</param>
    public void Complete(ReadOnlySpan<byte> arguments, TimeSpan elapsed) =>
        _core.SetResult(new EmitAcknowledgement(arguments.Length <= NoArguments.Length ? NoArguments : arguments.ToArray(), Writes, elapsed));

    public void Fail(Exception exception) => _core.SetException(exception);

    /// <summary>Gives it back without a result.</summary>
    public void Abandon() => Recycle();

    EmitAcknowledgement IValueTaskSource<EmitAcknowledgement>.GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            Recycle();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<EmitAcknowledgement>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<EmitAcknowledgement>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Recycle()
    {
        if (!_isPooled)
        {
            _cancellation.Unregister();
            return;
        }

        _core.Reset();
        Pool.Return(this);
    }
}
