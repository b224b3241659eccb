using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FastEmit.Collector.Events;

/// <summary>Finds the quotes that begin and end the strings of a piece of JSON, in order. It looks at 32 bytes at a time.</summary>
internal ref struct QuoteFinder(ReadOnlySpan<byte> json)
{
    private const int Width = 32;

    private readonly ReadOnlySpan<byte> _json = json;
    private uint _quotes;
    private int _next;
    private bool _isFirstEscaped;

    /// <summary>Whether there is a backslash in what has been looked at.</summary>
    public bool HasSeenEscapes { get; private set; }

    /// <summary>Where the next quote lies; negative when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next()
    {
        while (_quotes == 0)
        {
            if (_next >= _json.Length)
            {
                return -1;
            }

            LoadNext();
        }

        int quote = _next - Width + BitOperations.TrailingZeroCount(_quotes);
        _quotes &= _quotes - 1;
        return quote;
    }

    private void LoadNext()
    {
        ReadOnlySpan<byte> rest = _json[_next..];
        Vector256<byte> bytes = rest.Length >= Width ? Vector256.Create(rest) : LoadTail(rest);
        _next += Width;
        _quotes = Vector256.Equals(bytes, Vector256.Create((byte)'"')).ExtractMostSignificantBits();
        uint backslashes = Vector256.Equals(bytes, Vector256.Create((byte)'\\')).ExtractMostSignificantBits();
        if (backslashes != 0 || _isFirstEscaped)
        {
            LeaveOutEscaped(backslashes);
        }
    }

    private static Vector256<byte> LoadTail(ReadOnlySpan<byte> rest)
    {
        Span<byte> padded = stackalloc byte[Width];
        padded.Clear();
        rest.CopyTo(padded);
        return Vector256.Create<byte>(padded);
    }

    /// <summary>A backslash takes the byte behind it, be it a quote or another backslash.</summary>
    private void LeaveOutEscaped(uint backslashes)
    {
        HasSeenEscapes = true;
        uint escaped = _isFirstEscaped ? 1u : 0;
        backslashes &= ~escaped;
        _isFirstEscaped = false;
        while (backslashes != 0)
        {
            uint behind = (backslashes & (0 - backslashes)) << 1;
            _isFirstEscaped = behind == 0; // It was the last byte of these.
            escaped |= behind;
            backslashes = backslashes & (backslashes - 1) & ~behind;
        }

        _quotes &= ~escaped;
    }
}
