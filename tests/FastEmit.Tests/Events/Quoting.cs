namespace FastEmit.Tests.Events;

/// <summary>Formats itself to what has to be escaped, and to more than fits at first.</summary>
public readonly record struct Quoting(int Count) : IUtf8SpanFormattable
{
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        bytesWritten = utf8Destination.Length < Count ? 0 : Count;
        utf8Destination[..bytesWritten].Fill((byte)'"');
        return utf8Destination.Length >= Count;
    }
}
