using System.Buffers;
using System.Text;
using FastEmit.Events;

namespace FastEmit.Tests.Events;

public class ScratchBufferTests
{
    private readonly ScratchBuffer _scratch = ScratchBuffer.OfThread;

    [Fact]
    public void Rent_WhileAnotherWriterIsOpen_GetsABufferOfItsOwn()
    {
        var outer = EventWriter.Rent();
        outer.WriteString("outer");
        var inner = EventWriter.Rent();
        inner.WriteString("inner");
        Assert.Equal("\"inner\"", Encoding.UTF8.GetString(inner.Written));
        inner.Return();
        outer.WriteString("more");
        Assert.Equal("\"outer\"\"more\"", Encoding.UTF8.GetString(outer.Written));
        outer.Return();
    }

    [Fact]
    public void Take_AfterGive_IsTheSameBuffer()
    {
        byte[] first = _scratch.Take(0);
        _scratch.Give(first);
        Assert.Same(first, _scratch.Take(0));
        _scratch.Give(first);
    }

    [Fact]
    public void Give_LargerThanIsKept_DoesNotStayWithTheThread()
    {
        byte[] kept = _scratch.Take(0);
        byte[] large = _scratch.Take(ScratchBuffer.KeptBytes + 1);
        _scratch.Give(large);
        _scratch.Give(kept);
        byte[] next = _scratch.Take(0);
        Assert.True(next.Length <= ScratchBuffer.KeptBytes);
        _scratch.Give(next);
    }

    [Fact]
    public void Return_Twice_GivesTheBufferBackOnce()
    {
        var writer = EventWriter.Rent();
        writer.Return();
        writer.Return();
        byte[] first = _scratch.Take(0);
        byte[] second = _scratch.Take(0);
        Assert.NotSame(first, second);
        _scratch.Give(first);
        _scratch.Give(second);
    }

    [Fact]
    public void Take_AfterAWriterThatWasLost_FindsABufferAgainWithoutThePool()
    {
        byte[] lost = _scratch.Take(0); // its event threw
        byte[] pooled = _scratch.Take(0);
        Assert.NotSame(lost, pooled);
        _scratch.Give(pooled);
        Assert.Same(pooled, _scratch.Take(0));
        _scratch.Give(pooled);
    }

    [Fact]
    public void Give_InnerBeforeOuter_NoBufferIsHandedOutTwice()
    {
        byte[] outer = _scratch.Take(0);
        byte[] inner = _scratch.Take(0);
        _scratch.Give(inner);
        byte[] next = _scratch.Take(0);
        Assert.NotSame(outer, next);
        _scratch.Give(outer);
        Assert.NotSame(next, _scratch.Take(0));
        _scratch.Give(next);
    }

    [Fact]
    public void Return_GrownBuffer_ThePoolDoesNotGetTheOneThatStays()
    {
        var writer = EventWriter.Rent();
        writer.WriteString(new string('x', 3 * ScratchBuffer.KeptBytes / 4));
        writer.Return();
        byte[] kept = _scratch.Take(0);
        byte[] pooled = ArrayPool<byte>.Shared.Rent(kept.Length);
        Assert.NotSame(kept, pooled);
        ArrayPool<byte>.Shared.Return(pooled);
        _scratch.Give(kept);
    }
}
