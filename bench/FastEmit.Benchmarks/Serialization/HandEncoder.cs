using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace FastEmit.Benchmarks.Serialization;

/// <summary>What a careful programmer writes without a generator: constants and values one behind the other into a span that is large enough.</summary>
internal ref struct HandEncoder(Span<byte> destination)
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(static c => (char)c), '"', '\\']);

    private readonly Span<byte> _destination = destination;

    /// <summary>Bytes so far.</summary>
    public int Written { get; private set; }

    public void Literal(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_destination[Written..]);
        Written += text.Length;
    }

    public void Text(string value)
    {
        _destination[Written++] = (byte)'"';
        string safe = value.AsSpan().ContainsAny(Escaped) ? JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value) : value;
        Utf8.FromUtf16(safe, _destination[Written..], out _, out int bytes);
        Written += bytes;
        _destination[Written++] = (byte)'"';
    }

    public void Value<T>(T value, ReadOnlySpan<char> format = default)
        where T : IUtf8SpanFormattable
    {
        value.TryFormat(_destination[Written..], out int bytes, format, provider: null);
        Written += bytes;
    }

    public void Quoted<T>(T value, ReadOnlySpan<char> format = default)
        where T : IUtf8SpanFormattable
    {
        _destination[Written++] = (byte)'"';
        Value(value, format);
        _destination[Written++] = (byte)'"';
    }

    public void Flag(bool value) => Literal(value ? "true"u8 : "false"u8);
}
