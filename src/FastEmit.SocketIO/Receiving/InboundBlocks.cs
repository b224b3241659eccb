using System.Buffers;
using System.Runtime.CompilerServices;

namespace FastEmit.SocketIO.Receiving;

/// <summary>
/// A chain of blocks: the read loop fills the last while the handlers work through the first. Blocks are used again; those that were not
/// needed between two calls of <see cref="Trim"/> go back to the pool. So nothing is allocated in steady state. The lock of the queue guards it; only
/// <see cref="Waiting"/> is for any thread.
/// </summary>
internal sealed class InboundBlocks
{
    private InboundBlock? _first;
    private InboundBlock? _last;
    private InboundBlock? _free;
    private long _waiting;
    private int _inUse;
    private int _freeCount;
    private int _mostInUse;

    /// <summary>Bytes in the chain. Any thread.</summary>
    public long Waiting => Volatile.Read(ref _waiting);

    /// <summary>Blocks that are kept for what comes.</summary>
    public int FreeCount => _freeCount;

    /// <summary>Room for a record at the end of the chain.</summary>
    public Span<byte> Reserve(int length)
    {
        InboundBlock block = _last is { } last && last.Bytes.Length - last.Length >= length ? last : Add(length);
        Span<byte> record = block.Bytes.AsSpan(block.Length, length);
        block.Length += length;
        _waiting += length;
        return record;
    }

    /// <summary>Takes the first block, also while it is being filled: what comes next goes into another.</summary>
    public InboundBlock? TakeFirst()
    {
        if (_first is not { } block)
        {
            return null;
        }

        _first = block.Next;
        _last = _first is null ? null : _last;
        _waiting -= block.Length;
        return block;
    }

    /// <summary>Gives a block back that was taken.</summary>
    public void Release(InboundBlock block)
    {
        _inUse--;
        if (block.IsOrdinary)
        {
            block.Length = 0;
            block.Next = _free;
            _free = block;
            _freeCount++;
        }
        else
        {
            block.Return();
        }
    }

    /// <summary>Returns blocks to the pool that were not needed since the last call.</summary>
    public void Trim()
    {
        while (_free is { } block && _inUse + _freeCount > _mostInUse)
        {
            _free = block.Next;
            _freeCount--;
            block.Return();
        }

        _mostInUse = _inUse;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private InboundBlock Add(int length)
    {
        InboundBlock block;
        if (length <= InboundBlock.Size && _free is { } free)
        {
            _free = free.Next;
            _freeCount--;
            free.Next = null;
            block = free;
        }
        else
        {
            block = new InboundBlock(Math.Max(length, InboundBlock.Size));
        }

        if (_last is null)
        {
            _first = block;
        }
        else
        {
            _last.Next = block;
        }

        _last = block;
        _inUse++;
        _mostInUse = Math.Max(_mostInUse, _inUse);
        return block;
    }
}

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
