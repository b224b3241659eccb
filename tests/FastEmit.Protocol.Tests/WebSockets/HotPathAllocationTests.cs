using System.Text;
using FastEmit.Protocol.Packets;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Protocol.Tests.WebSockets;

public sealed class HotPathAllocationTests
{
    [Fact]
    public void MaskAndWrite_AfterWarmUp_AllocateNothing()
    {
        byte[] payload = Encoding.UTF8.GetBytes(new string('x', 200));
        byte[] destination = new byte[1024];
        MaskKeySource keys = new();

        Assert.Equal(0, BytesOf(() =>
        {
            int written = FrameWriter.WriteMasked(destination, WebSocketOpcode.Text, payload, keys.Next());
            written += FrameWriter.WriteMasked(destination.AsSpan(written), WebSocketOpcode.Text, "4"u8, payload, keys.Next());
            written += PacketWriter.WriteEventPrefix(destination.AsSpan(written), "/hook"u8, 12, 0);
            FrameMask.Apply(destination.AsSpan(0, written), keys.Next());
        }));
    }

    [Fact]
    public void BytesOf_SomethingThatAllocates_IsNotZero() =>
        Assert.NotEqual(0, BytesOf(static () => GC.KeepAlive(new object())));

    private static long BytesOf(Action action)
    {
        for (int i = 0; i < 2000; i++)
        {
            action();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 2000; i++)
        {
            action();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
