using System.Globalization;

namespace FastEmit.Extensions.Hosting.Logging;

/// <summary>The buffers that a thread reuses for its entries. An entry that is logged while another one is written gets its own.</summary>
internal sealed class LogScratch
{
    [ThreadStatic]
    private static LogScratch? _cached;

    /// <summary>The rendered message.</summary>
    public TextBuffer Text { get; } = new();

    /// <summary>The open scopes, outermost first.</summary>
    public List<object?> Scopes { get; } = [];

    public static LogScratch Take()
    {
        LogScratch scratch = _cached ?? new LogScratch();
        _cached = null;
        return scratch;
    }

    public static void Give(LogScratch scratch)
    {
        scratch.Scopes.Clear();
        scratch.Text.Clear();
        _cached = scratch;
    }
}

/// <summary>A growing text in reused memory. Not thread-safe.</summary>
internal sealed class TextBuffer
{
    /// <summary>The longest text whose memory is kept, in characters. Longer buffers are released after use.</summary>
    private const int KeptLength = 16 * 1024;

    private char[] _chars = new char[256];
    private int _length;

    public ReadOnlySpan<char> Written => _chars.AsSpan(0, _length);

    public void Clear()
    {
        _length = 0;
        if (_chars.Length > KeptLength)
        {
            _chars = new char[KeptLength];
        }
    }

    public void Append(ReadOnlySpan<char> text)
    {
        Reserve(text.Length);
        text.CopyTo(_chars.AsSpan(_length));
        _length += text.Length;
    }

    /// <summary>Appends a value in the invariant culture, as log messages are formatted.</summary>
    public void Append<T>(T value, ReadOnlySpan<char> format)
        where T : ISpanFormattable
    {
        int written;
        while (!value.TryFormat(_chars.AsSpan(_length), out written, format, CultureInfo.InvariantCulture))
        {
            Reserve(_chars.Length - _length + 1);
        }

        _length += written;
    }

    private void Reserve(int count)
    {
        if (count > _chars.Length - _length)
        {
            Array.Resize(ref _chars, Math.Max(2 * _chars.Length, _length + count));
        }
    }
}
