using FastEmit.Hooks.Input;

namespace FastEmit.Hooks.Redaction;

/// <summary>Texts from a hook's input as they may leave the process: redacted, then cut.</summary>
internal static class Texts
{
    /// <summary>Bytes beyond a preview that are looked at for the end of a secret that begins in it.</summary>
    public const int Beyond = 8192;

    private const int MaxWhole = 4096;

    /// <summary>A string as a whole, for names and paths: at most 4,096 characters. Null when it is none, or empty.</summary>
    public static string? Whole(JsonValue value) => Preview(value, MaxWhole);

    /// <summary>The first characters of a string. Null when it is none, or empty.</summary>
    public static string? Preview(JsonValue value, int characters) =>
        value.GetText(checked((6 * characters) + Beyond)) is { } text ? Cut(Redactor.Redact(text), characters) : null;

    /// <summary>Whether a character is in a text, without the platform's vector code, which is not worth its loading here.</summary>
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

    /// <summary>The first characters of a text; never half of a surrogate pair.</summary>
    public static string Cut(string text, int characters)
    {
        if (text.Length <= characters)
        {
            return text;
        }

        return text[..(char.IsHighSurrogate(text[characters - 1]) ? characters - 1 : characters)];
    }
}
