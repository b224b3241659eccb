using System.Buffers;

namespace FastEmit.SocketIO.Receiving;

/// <summary>A piece of an <see cref="InboundQueue"/>: whole records, one behind the other.</summary>
internal sealed class InboundBlock(int capacity)
{
    /// <summary>Bytes of an ordinary block.</summary>
    public const int Size = 64 * 1024;

    /// <summary>The bytes, rented.</summary>
    public byte[] Bytes { get; } = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>Bytes in use.</summary>
    public int Length { get; set; }

    /// <summary>The block behind it in the queue, or in the list of free ones.</summary>
    public InboundBlock? Next { get; set; }

    /// <summary>Whether it can be used again for other records: one that was made for a single large record cannot.</summary>
    public bool IsOrdinary => Bytes.Length == Size;

    /// <summary>Gives the bytes back.</summary>
    public void Return() => ArrayPool<byte>.Shared.Return(Bytes);
}
