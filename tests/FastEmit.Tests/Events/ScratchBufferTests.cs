using System.Text;
using FastEmit.Events;

namespace FastEmit.Tests.Events;

public class ScratchBufferTests
{
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
        byte[] first = ScratchBuffer.Take(0);
        ScratchBuffer.Give(first);
        Assert.Same(first, ScratchBuffer.Take(0));
        ScratchBuffer.Give(first);
    }

    [Fact]
    public void Give_LargerThanIsKept_DoesNotStayWithTheThread()
    {
        byte[] kept = ScratchBuffer.Take(0);
        byte[] large = ScratchBuffer.Take(ScratchBuffer.KeptBytes + 1);
        ScratchBuffer.Give(large);
        ScratchBuffer.Give(kept);
        byte[] next = ScratchBuffer.Take(0);
        Assert.True(next.Length <= ScratchBuffer.KeptBytes);
        ScratchBuffer.Give(next);
    }

    [Fact]
    public void Return_Twice_GivesTheBufferBackOnce()
    {
        var writer = EventWriter.Rent();
        writer.Return();
        writer.Return();
        byte[] first = ScratchBuffer.Take(0);
        byte[] second = ScratchBuffer.Take(0);
        Assert.NotSame(first, second);
        ScratchBuffer.Give(first);
        ScratchBuffer.Give(second);
    }
}
