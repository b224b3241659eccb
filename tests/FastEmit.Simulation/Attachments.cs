using System.Buffers.Binary;

namespace FastEmit.Simulation;

/// <summary>Binary attachments that tell which event they belong to.</summary>
internal static class Attachments
{
    private const int LeastBytes = 2 * sizeof(int);

    /// <summary>An attachment of an event.</summary>
    public static byte[] Make(int id, int index)
    {
        byte[] bytes = new byte[LeastBytes + (((id * 7) + (index * 31)) % 100)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, id);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(sizeof(int)), index);
        bytes.AsSpan(LeastBytes).Fill((byte)(id + index));
        return bytes;
    }

    /// <summary>Whether bytes are such an attachment.</summary>
    public static bool IsOne(ReadOnlySpan<byte> bytes, int id, int index) => bytes.SequenceEqual(Make(id, index));
}
