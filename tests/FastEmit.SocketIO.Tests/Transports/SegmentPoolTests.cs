using System.Buffers;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO.Tests.Transports;

public sealed class SegmentPoolTests : IDisposable
{
    private readonly SegmentPool _pool = new();

    [Fact]
    public void Rent_OneAtATime_GivesTheSameBufferAgainAndAgain()
    {
        byte[] first = RentAndReturn(1000);
        Assert.Same(first, RentAndReturn(1000));
        Assert.Same(first, RentAndReturn(10));
        Assert.Equal(first.Length, _pool.KeptBytes);
    }

    [Fact]
    public void Rent_MoreThanIsKept_GivesAndKeepsALargerOne()
    {
        byte[] small = RentAndReturn(1000);
        byte[] large = RentAndReturn(1001);
        Assert.NotSame(small, large);
        Assert.Same(large, RentAndReturn(1000));
    }

    [Fact]
    public void Rent_WhileOneIsOut_GivesAnother()
    {
        using IMemoryOwner<byte> one = _pool.Rent(1000);
        using IMemoryOwner<byte> other = _pool.Rent(1000);
        Assert.False(one.Memory.Span.Overlaps(other.Memory.Span));
    }

    [Fact]
    public void Rent_MoreThanIsEverKept_KeepsWhatItHad()
    {
        byte[] small = RentAndReturn(1000);
        RentAndReturn(SegmentPool.MaxKeptBytes + 1);
        Assert.Same(small, RentAndReturn(1000));
    }

    [Fact]
    public void Trim_NothingRented_KeepsNothing()
    {
        RentAndReturn(1000);
        _pool.Trim();
        Assert.Equal(0, _pool.KeptBytes);
    }

    public void Dispose() => _pool.Dispose();

    private byte[] RentAndReturn(int bytes)
    {
        using IMemoryOwner<byte> owner = _pool.Rent(bytes);
        Assert.InRange(owner.Memory.Length, bytes, int.MaxValue);
        Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(owner.Memory, out ArraySegment<byte> array));
        return array.Array!;
    }
}
