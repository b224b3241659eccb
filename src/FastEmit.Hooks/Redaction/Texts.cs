using FastEmit.Hooks.Input;

namespace FastEmit.Hooks.Redaction;

/// <summary>Prepares texts of a hook's input for events: redacts them first and cuts them then.</summary>
internal static class Texts
{
    /// <summary>Bytes after a preview that are searched for the end of a secret that begins in it.</summary>
    public const int Beyond = 8192;

    private const int MaxWhole = 4096;

    /// <summary>A whole string, for names and paths: at most 4,096 characters. Null when the value is empty or no string.</summary>
    public static string? Whole(JsonValue value) => Preview(value, MaxWhole);

    /// <summary>The first characters of a string. Null when the value is empty or no string.</summary>
    public static string? Preview(JsonValue value, int characters) =>
        value.GetText(checked((6 * characters) + Beyond)) is { } text ? Cut(Redactor.Redact(text), characters) : null;

    /// <summary>Whether a text contains a character. Avoids the platform's vector code, which takes too long to load.</summary>
    public static bool Contains(string text, char searched)
    {
        foreach (char c in text)
        {
            if (c == searched)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The first characters of a text, without splitting a surrogate pair.</summary>
    public static string Cut(string text, int characters)
    {
        if (text.Length <= characters)
        {
            return text;
        }

        return text[..(char.IsHighSurrogate(text[characters - 1]) ? characters - 1 : characters)];
    }
}

/// <summary>The limits on the input's text in an event.</summary>
/// <param name="MaxText">The maximum length of a text, in characters.</param>
/// <param name="MaxTotal">The approximate maximum size of the event's data in bytes; below the packet length that servers accept (1,000,000).</param>
internal readonly record struct TextLimits(int MaxText, int MaxTotal)
{
    /// <summary>The default maximum length of a text, in characters.</summary>
    public const int DefaultText = 16 << 10;

    /// <summary>The default maximum size of the data in bytes. With its envelope an event stays below 1,000,000 bytes.</summary>
    public const int DefaultTotal = 900_000;

    /// <summary>The default limits.</summary>
    public static TextLimits Default => new(DefaultText, DefaultTotal);

    /// <summary>No limit on a text; the total limit stays.</summary>
    public static TextLimits Full => new(int.MaxValue, DefaultTotal);
}
