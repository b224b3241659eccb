using System.Text.Json.Serialization.Metadata;
using System.Threading.Tasks.Sources;
using FastEmit.SocketIO.Receiving;
using Microsoft.Extensions.ObjectPool;

namespace FastEmit.SocketIO.Acks;

/// <summary>A pooled completion for an emit with ack. It goes back to the pool when its result is taken, which may happen once.</summary>
internal sealed class AckSource<T> : AckCompletion, IValueTaskSource<T>
{
    private static readonly ObjectPool<AckSource<T>> Pool = new DefaultObjectPool<AckSource<T>>(
        new DefaultPooledObjectPolicy<AckSource<T>>(), maximumRetained: 1024);

    private ManualResetValueTaskSourceCore<T> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _cancellation;
    private JsonTypeInfo<T>? _typeInfo;
    private Action<AckCompletion>? _withdraw;

    private bool _pooled;

    /// <param name="typeInfo">How the first argument becomes the result; null makes the result a <see cref="SocketIOAck"/>.</param>
    /// <param name="cancelable">One that may be cancelled is used once: a late callback must never meet another use.</param>
    public static AckSource<T> Rent(JsonTypeInfo<T>? typeInfo, bool cancelable)
    {
        AckSource<T> source = cancelable ? new AckSource<T>() : Pool.Get();
        source._typeInfo = typeInfo;
        source._pooled = !cancelable;
        return source;
    }

    /// <summary>The one task of this use.</summary>
    public ValueTask<T> Task => new(this, _core.Version);

    /// <summary>Lets a cancellation withdraw this completion; <paramref name="withdraw"/> must remove it from its table first.</summary>
    public void CancelWith(Action<AckCompletion> withdraw, CancellationToken cancellationToken)
    {
        _withdraw = withdraw;
        _cancellation = cancellationToken.UnsafeRegister(
            static state =>
            {
                AckSource<T> source = (AckSource<T>)state!;
                source._withdraw!(source);
            },
            this);
    }

    public override void Complete(ReadOnlySpan<byte> array, in AttachmentList attachments)
    {
        T result;
        try
        {
            result = _typeInfo is null
                ? (T)(object)SocketIOAck.Copy(array, attachments)
                : ArgumentReader.Read(array, 0, _typeInfo, attachments)!;
        }
        catch (Exception exception)
        {
            _core.SetException(exception);
            return;
        }

        _core.SetResult(result);
    }

    public override void Fail(Exception exception) => _core.SetException(exception);

    /// <summary>Gives it back without a result: the packet was never accepted.</summary>
    public void Abandon() => Recycle();

    T IValueTaskSource<T>.GetResult(short token)
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

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<T>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Recycle()
    {
        if (!_pooled)
        {
            _cancellation.Unregister();
            return;
        }

        _typeInfo = null;
        _core.Reset();
        Pool.Return(this);
    }
}
