using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace FastEmit.Buffers;

/// <summary>The bytes of a ring whose file is lost, for the file or the memory that takes its place. Header, cursors, owners, data.</summary>
internal static class RingImage
{
    /// <summary>Reads the remains of a file that this process has not mapped any more.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="header">Its header as it was.</param>
    /// <param name="released">The position up to which the consumer has released.</param>
    /// <param name="remains">The remaining records. Without any, the ring holds only padding, up to where anything can have been claimed.</param>
    public static byte[] Of(SafeFileHandle file, RingFileHeader header, long released, out RingRemains remains)
    {
        byte[] image = new byte[header.FileLength];
        bool isWhole = ReadInto(image, file);
        remains = !IsUsable(image, header, released) ? RingRemains.None : isWhole ? RingRemains.All : RingRemains.Some;
        if (remains == RingRemains.None)
        {
            Renew(image, header, released);
        }

        return image;
    }

    private static long Cursor(ReadOnlySpan<byte> image, int offset) => BinaryPrimitives.ReadInt64LittleEndian(image[offset..]);

    private static bool ReadInto(Span<byte> image, SafeFileHandle file)
    {
        int offset = 0;
        try
        {
            int read;
            while (offset < image.Length && (read = RandomAccess.Read(file, image[offset..], offset)) != 0)
            {
                offset += read;
            }
        }
        catch (IOException)
        {
            // The disk fails: what could not be read is zeros, and passed over as damage.
        }

        return offset == image.Length;
    }

    private static bool IsUsable(ReadOnlySpan<byte> image, RingFileHeader header, long released)
    {
        Span<byte> first = stackalloc byte[RingFileHeader.Size];
        header.Write(first);
        long freed = Cursor(image, RingLayout.Freed);
        long confirmed = Cursor(image, RingLayout.Confirmed);
        return image.StartsWith(first)
            && RingCursors.FindFault(freed, Cursor(image, RingLayout.Freeing), confirmed, Cursor(image, RingLayout.Claimed), freed, header.Capacity) is null
            && confirmed <= released
            && released - freed <= header.Capacity;
    }

    private static void Renew(Span<byte> image, RingFileHeader header, long released)
    {
        image.Clear();
        header.Write(image);
        Span<byte> data = image[RingLayout.SharedData..];
        int start = (int)(released & (header.Capacity - 1));
        long end = released + header.Capacity - RecordHeader.Alignment;
        int spare = (int)(end & (header.Capacity - 1));
        WritePadding(data, start, start == 0 ? spare : header.Capacity - start);
        WritePadding(data, 0, start == 0 ? 0 : spare);
        BinaryPrimitives.WriteInt64LittleEndian(data[spare..], RecordWord.Free(end, header.Key));
        foreach (int cursor in (ReadOnlySpan<int>)[RingLayout.Freed, RingLayout.Freeing, RingLayout.Confirmed, RingLayout.FreedSeen])
        {
            BinaryPrimitives.WriteInt64LittleEndian(image[cursor..], released);
        }

        BinaryPrimitives.WriteInt64LittleEndian(image[RingLayout.Claimed..], end);
    }

    private static void WritePadding(Span<byte> data, int offset, int size)
    {
        if (size != 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(data[offset..], RecordWord.Padding(size));
        }
    }
}

/// <summary>How much of a lost file could be read.</summary>
internal enum RingRemains
{
    /// <summary>Nothing that makes sense.</summary>
    None = 0,

    /// <summary>A part.</summary>
    Some,

    /// <summary>Every byte.</summary>
    All,
}
