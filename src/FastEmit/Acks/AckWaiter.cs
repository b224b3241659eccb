using FastEmit.SocketIO.Acks;
using Microsoft.Extensions.ObjectPool;

namespace FastEmit.Acks;

/// <summary>The wait of one <c>EmitAsync</c>.</summary>
internal sealed class AckWaiter : AckSource<EmitAcknowledgement>
{
    private static readonly byte[] NoArguments = "[]"u8.ToArray();

    private static readonly ObjectPool<AckWaiter> Pool = new DefaultObjectPool<AckWaiter>(
        new DefaultPooledObjectPolicy<AckWaiter>(), maximumRetained: 1024);

    /// <summary>Bytes that the event takes in the ring.</summary>
    public int Bytes { get; set; }

    /// <summary>When the event was emitted, as a timestamp.</summary>
    public long Started { get; set; }

    /// <summary>How long the answer took. Set before it is told.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>How often the event was written.</summary>
    public int Writes { get; set; }

    /// <param name="cancelable">Whether a token may end the wait.</param>
    public static AckWaiter Rent(bool cancelable)
    {
        AckWaiter waiter = cancelable ? new AckWaiter() : Pool.Get();
        waiter.Begin(isPooled: !cancelable);
        waiter.Writes = 0;
        return waiter;
    }

    /// <inheritdoc/>
    protected override EmitAcknowledgement Read(ReadOnlySpan<byte> array, in SocketIO.Receiving.AttachmentList attachments) =>
        new(array.Length <= NoArguments.Length ? NoArguments : array.ToArray(), Writes, Elapsed);

    /// <inheritdoc/>
    protected override void ReturnToPool() => Pool.Return(this);
}
