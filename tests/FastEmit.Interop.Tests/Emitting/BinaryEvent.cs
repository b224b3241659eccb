using FastEmit.Events;

namespace FastEmit.Interop.Tests.Emitting;

/// <summary>An event whose bytes are known from its number.</summary>
[HookEvent("binary", Namespace = "/hook")]
internal readonly partial record struct BinaryEvent(
    int Series, int Number, [property: Attachment] byte[] First, [property: Attachment] ReadOnlyMemory<byte> Second)
{
    /// <summary>The event of a number, with attachments of 0 to 1,500 and 0 to 700 bytes.</summary>
    public static BinaryEvent Numbered(int number) => new(0, number, Bytes(number, number * 7 % 1501), Bytes(number + 1, number * 13 % 701));

    /// <summary>So many bytes, of every value.</summary>
    public static byte[] Bytes(int number, int length) => [.. Enumerable.Range(0, length).Select(i => (byte)((number * 31) + (i * 7)))];
}
