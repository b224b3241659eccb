using System.Buffers.Binary;

namespace FastEmit.Collector.Postgres;

/// <summary>
/// Rows in the form that COPY … (FORMAT binary) takes: a header, then for each row the number of its fields, then each field behind its length.
/// For the thread that writes.
/// </summary>
internal sealed class CopyRows
{
    private const int NullLength = -1;

    /// <summary>Of a buffer that is kept for the next batch.</summary>
    private const int LargestKept = 32 << 20;

    private byte[] _bytes = new byte[64 << 10];
    private int _length;

    /// <summary>The written bytes.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Begins anew.</summary>
    public void Begin()
    {
        if (_bytes.Length > LargestKept)
        {
            _bytes = new byte[64 << 10];
        }

        _length = 0;
        Append("PGCOPY\n\u00ff\r\n\0"u8[..7]);
        Append([0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0]); // the end of the signature, no flags, no extension
    }

    public void Row(short fields) => BinaryPrimitives.WriteInt16BigEndian(Reserve(sizeof(short)), fields);

    public void Field(int value)
    {
        Span<byte> field = Reserve(2 * sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(field, sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(field[sizeof(int)..], value);
    }

    public void Field(long value)
    {
        Span<byte> field = Reserve(sizeof(int) + sizeof(long));
        BinaryPrimitives.WriteInt32BigEndian(field, sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(field[sizeof(int)..], value);
    }

    public void Field(ReadOnlySpan<byte> value)
    {
        BinaryPrimitives.WriteInt32BigEndian(Reserve(sizeof(int)), value.Length);
        Append(value);
    }

    /// <summary>A value in brackets.</summary>
    public void BracketedField(ReadOnlySpan<byte> value)
    {
        BinaryPrimitives.WriteInt32BigEndian(Reserve(sizeof(int)), value.Length + 2);
        Append("["u8);
        Append(value);
        Append("]"u8);
    }

    public void Null() => BinaryPrimitives.WriteInt32BigEndian(Reserve(sizeof(int)), NullLength);

    /// <summary>No more rows.</summary>
    public void End() => BinaryPrimitives.WriteInt16BigEndian(Reserve(sizeof(short)), -1);

    private void Append(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    private Span<byte> Reserve(int count)
    {
        int needed = checked(_length + count);
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _bytes.Length)));
        }

        Span<byte> reserved = _bytes.AsSpan(_length, count);
        _length = needed;
        return reserved;
    }
}
