using System.Buffers;
using FastEmit.Collector.Buffers;

namespace FastEmit.Collector.Tests.Buffers;

public sealed class LargeBlockPoolTests
{
    [Fact]
    public void Rent_AfterReturn_GivesTheSameBlock()
    {
        using var pool = new LargeBlockPool();
        IMemoryOwner<byte> first = pool.Rent();
        Memory<byte> memory = first.Memory;

        first.Dispose();
        using IMemoryOwner<byte> second = pool.Rent(4096);

        Assert.True(memory.Equals(second.Memory));
        Assert.Equal(65_536, second.Memory.Length);
    }

    [Fact]
    public void Return_Twice_NeverGivesOneBlockToTwoOwners()
    {
        using var pool = new LargeBlockPool();
        IMemoryOwner<byte> block = pool.Rent();

        block.Dispose();
        block.Dispose();
        using IMemoryOwner<byte> first = pool.Rent();
        using IMemoryOwner<byte> second = pool.Rent();

        Assert.False(first.Memory.Equals(second.Memory));
    }

    [Fact]
    public void Return_MoreThanAreKept_LeavesTheRestToTheCollector()
    {
        using var pool = new LargeBlockPool();
        IMemoryOwner<byte>[] blocks = [.. Enumerable.Range(0, 300).Select(_ => pool.Rent())];
        Memory<byte> last = blocks[^1].Memory;
        Array.ForEach(blocks, static block => block.Dispose());

        IMemoryOwner<byte>[] again = [.. Enumerable.Range(0, 300).Select(_ => pool.Rent())];

        Assert.DoesNotContain(again, block => block.Memory.Equals(last));
        Assert.Equal(300, again.Select(block => block.Memory).Distinct().Count());
    }

    [Fact]
    public void Rent_MoreThanABlock_Throws()
    {
        using var pool = new LargeBlockPool();

        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(65_537));
    }
}
