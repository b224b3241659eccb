using System.Buffers.Binary;
using System.Text;

namespace FastEmit.Records;

/// <summary>
/// A record in a fallback's queue that says why it is there. One without this could not enter its ring.
/// </summary>
/// <remarks>
/// <code>
/// mark, reason    1 byte each
/// 2 bytes         length of the detail
/// detail          UTF-8
/// content         of the record in its lane
/// </code>
/// </remarks>
internal readonly ref struct ReasonedRecord
{
    private const byte Mark = 2;
    private const int HeaderLength = 4;

    /// <summary>A server's words may be long; the beginning is kept.</summary>
    private const int MaxDetailLength = 1_000;

    private readonly ReadOnlySpan<byte> _detail;

    /// <summary>Takes a record apart. <see cref="Is"/> must be true.</summary>
    public ReasonedRecord(ReadOnlySpan<byte> record)
    {
        Reason = (DropReason)record[1];
        _detail = record.Slice(HeaderLength, BinaryPrimitives.ReadUInt16LittleEndian(record[2..]));
        Content = record[(HeaderLength + _detail.Length)..];
    }

    public DropReason Reason { get; }

    /// <summary>Details, or null.</summary>
    public string? Detail => _detail.IsEmpty ? null : Encoding.UTF8.GetString(_detail);

    public ReadOnlySpan<byte> Content { get; }

    /// <summary>Whether a record is one of these.</summary>
    public static bool Is(ReadOnlySpan<byte> record) => record[0] == Mark;

    /// <summary>Bytes of a record at most.</summary>
    public static int MaxLength(int contentLength) => HeaderLength + MaxDetailLength + contentLength;

    /// <summary>Writes a record and returns its length.</summary>
    public static int Write(Span<byte> destination, DropReason reason, string? detail, ReadOnlySpan<byte> content)
    {
        destination[0] = Mark;
        destination[1] = (byte)reason;
        Encoder encoder = Encoding.UTF8.GetEncoder();
        encoder.Convert(detail, destination.Slice(HeaderLength, MaxDetailLength), flush: false, out _, out int length, out _);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[2..], (ushort)length);
        content.CopyTo(destination[(HeaderLength + length)..]);
        return HeaderLength + length + content.Length;
    }
}
