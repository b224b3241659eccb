using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Sqlite;

/// <summary>
/// The terms of a text by which a block is found: each three letters in a row, and two of which one is beyond ASCII, whatever their case. Those of ASCII have a number
/// each, so that a block without a match is never read for one; others share these numbers. A text that contains another has all of its terms.
/// </summary>
internal static class TextTerms
{
    /// <summary>The number of the term of events that have failed.</summary>
    public const int Failed = Symbols * Symbols * Symbols;

    /// <summary>There are fewer terms.</summary>
    public const int Count = Failed + 1;

    /// <summary>ASCII without the capital letters and with one symbol for all control characters.</summary>
    private const int Symbols = 70;

    private static readonly byte[] SymbolOf = CreateSymbols();

    /// <summary>Adds the terms of an event's data as <see cref="EventFilter"/> looks at it: with the JSON's escapes resolved.</summary>
    public static void AddJson(Span<ulong> terms, ReadOnlySpan<byte> json, bool isJson)
    {
        bool hasEscapes = json.Contains((byte)'\\');
        if (!hasEscapes && Ascii.IsValid(json))
        {
            AddAscii(terms, json);
            return;
        }

        char[] rented = ArrayPool<char>.Shared.Rent(json.Length);
        Add(terms, rented.AsSpan(0, EventReader.Unescape(json, rented)));
        if (hasEscapes && !isJson)
        {
            Add(terms, rented.AsSpan(0, Encoding.UTF8.GetChars(json, rented)));
        }

        ArrayPool<char>.Shared.Return(rented);
    }

    /// <summary>Adds the terms of a text.</summary>
    public static void Add(Span<ulong> terms, ReadOnlySpan<char> text)
    {
        if (Ascii.IsValid(text))
        {
            byte[] ascii = ArrayPool<byte>.Shared.Rent(text.Length);
            AddAscii(terms, ascii.AsSpan(0, Encoding.ASCII.GetBytes(text, ascii)));
            ArrayPool<byte>.Shared.Return(ascii);
            return;
        }

        char[] folded = ArrayPool<char>.Shared.Rent(text.Length);
        int[] numbers = ArrayPool<int>.Shared.Rent(2 * text.Length);
        foreach (int term in Of(Fold(text, folded), numbers))
        {
            Set(terms, term);
        }

        ArrayPool<int>.Shared.Return(numbers);
        ArrayPool<char>.Shared.Return(folded);
    }

    /// <summary>The terms of a text that is looked for; none when it is too short.</summary>
    public static IReadOnlyCollection<int> Of(string text) =>
        new HashSet<int>(Of(Fold(text, new char[text.Length]), new int[2 * text.Length]).ToArray());

    public static void Set(Span<ulong> terms, int term) => terms[term >> 6] |= 1UL << term;

    /// <summary>The case of letters is that of <see cref="StringComparison.OrdinalIgnoreCase"/>; letters that only this makes equal share terms.</summary>
    private static Span<char> Fold(ReadOnlySpan<char> text, Span<char> folded)
    {
        folded = folded[..text.ToUpperInvariant(folded)];
        foreach (ref char unit in folded)
        {
            unit = char.IsSurrogate(unit) ? '\uD800' : unit; // The search compares units, and finds half a pair whose case has another half.
        }

        return folded;
    }

    /// <param name="folded">The text.</param>
    /// <param name="terms">Room for two a character.</param>
    private static Span<int> Of(ReadOnlySpan<char> folded, Span<int> terms)
    {
        int count = 0;
        for (int i = 0; i + 1 < folded.Length; i++)
        {
            char a = folded[i];
            char b = folded[i + 1];
            bool isAscii = char.IsAscii(a) && char.IsAscii(b);
            if (!isAscii)
            {
                terms[count++] = Hash(a, b, '\0');
            }

            if (i + 2 < folded.Length)
            {
                char c = folded[i + 2];
                terms[count++] = isAscii && char.IsAscii(c) ? (((SymbolOf[a] * Symbols) + SymbolOf[b]) * Symbols) + SymbolOf[c] : Hash(a, b, c);
            }
        }

        return terms[..count];
    }

    private static void AddAscii(Span<ulong> terms, ReadOnlySpan<byte> text)
    {
        if (text.Length < 3)
        {
            return;
        }

        // No term is computed from the one before, so the processor works on several at a time.
        ref byte symbols = ref MemoryMarshal.GetArrayDataReference(SymbolOf);
        int first = Unsafe.Add(ref symbols, text[0]);
        int second = Unsafe.Add(ref symbols, text[1]);
        foreach (byte letter in text[2..])
        {
            int third = Unsafe.Add(ref symbols, letter);
            Set(terms, (((first * Symbols) + second) * Symbols) + third);
            first = second;
            second = third;
        }
    }

    private static int Hash(char a, char b, char c) => (int)(((((ulong)a << 32) | ((ulong)b << 16) | c) * 0x9E37_79B9_7F4A_7C15 >> 32) % Failed);

    /// <summary>Letters and digits first: terms of other symbols are rare, and parts without any are not stored.</summary>
    private static byte[] CreateSymbols()
    {
        byte[] symbols = new byte[256];
        byte next = 0;
        for (char c = 'a'; c <= 'z'; c++)
        {
            symbols[c] = symbols[char.ToUpperInvariant(c)] = next++;
        }

        for (char c = '0'; c <= '9'; c++)
        {
            symbols[c] = next++;
        }

        for (char c = ' '; c <= '~'; c++)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                symbols[c] = next++;
            }
        }

        for (int c = 0; c < symbols.Length; c++)
        {
            symbols[c] = c is < ' ' or > '~' ? next : symbols[c];
        }

        return symbols;
    }
}
