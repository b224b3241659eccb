using FastEmit.Buffers;

namespace FastEmit.Tests.Buffers.Model;

/// <summary>The cursors of a ring as words of the model's memory.</summary>
internal static class ModelCursors
{
    private static readonly int[] Offsets =
    [
        RingLayout.Claimed, RingLayout.AppendedBefore, RingLayout.FreedSeen, RingLayout.Confirmed, RingLayout.Freeing, RingLayout.Freed,
    ];

    public static int Count => Offsets.Length;

    public static int IndexOf(int offset)
    {
        int index = Array.IndexOf(Offsets, offset);
        return index >= 0 ? index : throw new ArgumentOutOfRangeException(nameof(offset), offset, "The model does not know this cursor.");
    }
}
