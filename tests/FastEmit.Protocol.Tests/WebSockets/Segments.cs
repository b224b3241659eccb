using System.Buffers;

namespace FastEmit.Protocol.Tests.WebSockets;

/// <summary>A sequence cut into segments of a given size.</summary>
internal sealed class Segments : ReadOnlySequenceSegment<byte>
{
    public static ReadOnlySequence<byte> Of(byte[] bytes, int size)
    {
        Segments first = new() { Memory = bytes.AsMemory(0, Math.Min(size, bytes.Length)) };
        Segments last = first;
        for (int i = size; i < bytes.Length; i += size)
        {
            Segments next = new()
            {
                Memory = bytes.AsMemory(i, Math.Min(size, bytes.Length - i)).ToArray(),
                RunningIndex = last.RunningIndex + last.Memory.Length,
            };
            last.Next = next;
            last = next;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
