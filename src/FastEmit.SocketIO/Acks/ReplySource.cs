using System.Text.Json.Serialization.Metadata;
using FastEmit.SocketIO.Receiving;
using Microsoft.Extensions.ObjectPool;

namespace FastEmit.SocketIO.Acks;

/// <summary>The wait of an emit with ack for the first argument of its answer, or for all of it.</summary>
internal sealed class ReplySource<T> : AckSource<T>
{
    private static readonly ObjectPool<ReplySource<T>> Pool = new DefaultObjectPool<ReplySource<T>>(
        new DefaultPooledObjectPolicy<ReplySource<T>>(), maximumRetained: 1024);

    private JsonTypeInfo<T>? _typeInfo;

    /// <param name="typeInfo">How the first argument becomes the result; null makes the result a <see cref="SocketIOAck"/>.</param>
    /// <param name="cancelable">Whether a token may end the wait.</param>
    public static ReplySource<T> Rent(JsonTypeInfo<T>? typeInfo, bool cancelable)
    {
        ReplySource<T> source = cancelable ? new ReplySource<T>() : Pool.Get();
        source.Begin(isPooled: !cancelable);
        source._typeInfo = typeInfo;
        return source;
    }

    /// <inheritdoc/>
    protected override T Read(ReadOnlySpan<byte> array, in AttachmentList attachments) => _typeInfo is null
        ? (T)(object)SocketIOAck.Copy(array, attachments)
        : ArgumentReader.Read(array, 0, _typeInfo, attachments)!;

    /// <inheritdoc/>
    protected override void ReturnToPool()
    {
        _typeInfo = null;
        Pool.Return(this);
    }
}
