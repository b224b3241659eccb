using System.Buffers.Binary;

namespace FastEmit.Buffers;

/// <summary>The first line of a ring file: what it is, and whether it is whole. Bytes only.</summary>
/// <remarks>
/// <code>
///  0  8 bytes   "FASTRING"
///  8  uint32    version of the format
/// 12  uint32    capacity
/// 16  uint64    key
/// 24  uint32    CRC-32C of bytes 0 to 23
/// </code>
/// Little-endian. The cursors, from <see cref="RingLayout.Claimed"/> on, change and are under no checksum.
/// </remarks>
internal readonly record struct RingFileHeader(int Capacity, ulong Key)
{
    /// <summary>Bytes of the header.</summary>
    public const int Size = 28;

    /// <summary>The version that this code writes and reads.</summary>
    /// <remarks>2: a record may hold a compound packet.</remarks>
    public const uint Version = 2;

    private const int CheckOffset = 24;

    /// <summary>The first 8 bytes as a word.</summary>
    public static ulong MagicWord => BinaryPrimitives.ReadUInt64LittleEndian(Magic);

    private static ReadOnlySpan<byte> Magic => "FASTRING"u8;

    /// <summary>Length of the whole file.</summary>
    public long FileLength => RingLayout.SharedData + (long)Capacity;

    /// <summary>Writes the header.</summary>
    public void Write(Span<byte> target)
    {
        Magic.CopyTo(target);
        BinaryPrimitives.WriteUInt32LittleEndian(target[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], Capacity);
        BinaryPrimitives.WriteUInt64LittleEndian(target[16..], Key);
        BinaryPrimitives.WriteUInt32LittleEndian(target[CheckOffset..], RecordCheck.Compute(target[..CheckOffset]));
    }

    /// <summary>Reads the header of a file of <paramref name="fileLength"/> bytes. Null when it is one; otherwise what is wrong, and in <paramref name="found"/> a sentence about it.</summary>
    public static RingFileProblem? TryRead(ReadOnlySpan<byte> source, long fileLength, out RingFileHeader header, out string found)
    {
        header = default;
        found = "";
        int magic = Math.Min(source.Length, Magic.Length);
        if (source.Length != 0 && !source.ContainsAnyExcept((byte)0))
        {
            found = "it holds only zeros: the machine lost power or crashed before the file was on its disk.";
            return RingFileProblem.Corrupted;
        }

        if (!source[..magic].SequenceEqual(Magic[..magic]))
        {
            found = $"it begins with {Convert.ToHexString(source[..magic])}, a ring file with {Convert.ToHexString(Magic)} (FASTRING). It is not a ring file.";
            return RingFileProblem.Foreign;
        }

        if (source.Length < Size)
        {
            found = $"it has {fileLength} bytes, fewer than the header's {Size}.";
            return RingFileProblem.Truncated;
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(source[8..]);
        if (version != Version)
        {
            found = $"it has format version {version}; accepted: {Version}.";
            return RingFileProblem.OtherVersion;
        }

        uint check = BinaryPrimitives.ReadUInt32LittleEndian(source[CheckOffset..]);
        uint computed = RecordCheck.Compute(source[..CheckOffset]);
        if (check != computed)
        {
            found = $"its header has the checksum {check:X8}, but its bytes give {computed:X8}.";
            return RingFileProblem.Corrupted;
        }

        header = new RingFileHeader(
            BinaryPrimitives.ReadInt32LittleEndian(source[12..]), BinaryPrimitives.ReadUInt64LittleEndian(source[16..]));
        if (header.Capacity is < RingLayout.MinCapacity or > RingLayout.MaxCapacity || !int.IsPow2(header.Capacity))
        {
            found = $"its capacity is {header.Capacity}; accepted: a power of two from {RingLayout.MinCapacity} to {RingLayout.MaxCapacity}.";
            return RingFileProblem.Corrupted;
        }

        if (fileLength != header.FileLength)
        {
            found = $"it has {fileLength} bytes; with a capacity of {header.Capacity} it must have {header.FileLength}.";
            return fileLength < header.FileLength ? RingFileProblem.Truncated : RingFileProblem.Corrupted;
        }

        return null;
    }
}
