using System.Globalization;

namespace FastEmit.Extensions.Hosting.Logging;

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
