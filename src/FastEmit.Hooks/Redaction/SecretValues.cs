namespace FastEmit.Hooks.Redaction;

/// <summary>Separates possible secrets from types, references, code and plain words.</summary>
internal static class SecretValues
{
    /// <summary>The minimum length of a random secret, in characters.</summary>
    private const int MinRandom = 6;

    private const int MaxWord = 18;
    private const int MaxNumber = 5;

    /// <summary>Words that describe a kind of value, or a missing value.</summary>
    private static readonly string[] Placeholders =
    [
        "string", "str", "bool", "boolean", "int", "integer", "number", "bytes", "any", "none", "null", "nil", "true", "false", "undefined", "required",
        "optional", "text", "object", "char", "varchar", "secret", "password", "token", "unknown", "never", "void", "enabled", "disabled", "yes", "no",
        "hidden", "masked", "redacted", "<redacted>", "empty", "default", "self", "this", "req", "e", "x",
    ];

    /// <summary>Whether a value is a placeholder, a mask, or a reference to the place of the secret.</summary>
    public static bool IsHarmless(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        if (value.IsEmpty || value.StartsWith(Redactor.Mask))
        {
            return true;
        }

        foreach (string placeholder in Placeholders)
        {
            if (value.Length == placeholder.Length && SecretNames.StartsWithIgnoringCase(value, placeholder))
            {
                return true;
            }
        }

        return IsReference(value) || value.IndexOfAnyExcept("*.xX•") < 0;
    }

    /// <summary>Whether a value refers to the place of the secret: <c>$TOKEN</c>, <c>${{ secrets.X }}</c>, <c>$(cat f)</c>, <c>{{ x }}</c>, <c>&lt;token&gt;</c>.</summary>
    public static bool IsReference(ReadOnlySpan<char> value)
    {
        if (value.StartsWith("{{") || value.StartsWith("%(") || (value[0] == '<' && value[^1] == '>') || (value.Length > 2 && value[0] == '%' && value[^1] == '%'))
        {
            return true;
        }

        if (value[0] != '$' || value.Length < 2)
        {
            return false;
        }

        value = value[1..];
        if (value[0] is '(' or '{')
        {
            return value[0] == '(' || value.StartsWith("{{") || IsName(value[1..].TrimEnd("}\"';,)"));
        }

        if (value.StartsWith("env:"))
        {
            value = value["env:".Length..];
        }

        return IsName(value.TrimEnd("\"';,)]}"));
    }

    /// <summary>Whether an unquoted value is an expression of a programming language, such as <c>tokens[i]</c>, <c>getPassword()</c>, <c>process.env.X</c>.</summary>
    public static bool IsCode(ReadOnlySpan<char> value)
    {
        if (!char.IsAsciiLetter(value[0]) && value[0] is not ('_' or '&' or '*' or '(' or '['))
        {
            return false;
        }

        int at = 0;
        while (at < value.Length && (char.IsAsciiLetterOrDigit(value[at]) || value[at] is '_' or '.' or '?' or ':' or '-' or '>' or '&' or '*'))
        {
            at++;
        }

        ReadOnlySpan<char> path = value[..at];
        if (at < value.Length && value[at] is '(' or '[' or '<')
        {
            return !LooksRandom(path);
        }

        return path.Contains('.') && !LooksRandom(path) && !value[at..].ContainsAnyExcept(",;)]}");
    }

    /// <summary>
    /// Whether a value looks random: it has a digit among letters, a long run of letters or digits, or letters in an irregular
    /// mix of cases. Words, versions, dates and file names do not look random.
    /// </summary>
    public static bool LooksRandom(ReadOnlySpan<char> value)
    {
        if (value.Length < MinRandom)
        {
            return false;
        }

        int start = 0;
        for (int i = 0; i <= value.Length; i++)
        {
            if (i == value.Length || !char.IsLetterOrDigit(value[i]))
            {
                if (!IsWord(value[start..i]))
                {
                    return true;
                }

                start = i + 1;
            }
        }

        return false;
    }

    /// <summary>Whether a part is a word or several (<c>camelCase</c>), a short number, or a combination of both.</summary>
    private static bool IsWord(ReadOnlySpan<char> part)
    {
        int letters = 0;
        while (letters < part.Length && char.IsLetter(part[letters]))
        {
            letters++;
        }

        int digits = letters;
        while (digits < part.Length && char.IsAsciiDigit(part[digits]))
        {
            digits++;
        }

        if (letters == 0 && digits <= MaxNumber)
        {
            return part.Length - digits <= 3 && !part[digits..].ContainsAnyInRange('0', '9'); // 10px, 3rd, 16KiB
        }

        return digits == part.Length && digits - letters <= MaxNumber && letters != 0 && IsInOrder(part[..letters]);
    }

    private static bool IsInOrder(ReadOnlySpan<char> letters)
    {
        int changes = 0;
        int run = 1;
        int longest = 1;
        for (int i = 1; i < letters.Length; i++)
        {
            if (char.IsUpper(letters[i]) == char.IsUpper(letters[i - 1]))
            {
                longest = Math.Max(longest, ++run);
                continue;
            }

            changes++;
            run = 1;
        }

        // The first word's initial makes one change, each further initial two more; a word has at least three letters.
        return longest <= MaxWord && (letters.Length < 5 || changes * 3 < letters.Length + 2);
    }

    private static bool IsName(ReadOnlySpan<char> value)
    {
        foreach (char c in value)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or ':' or '-'))
            {
                return false;
            }
        }

        return value.Length != 0 && !char.IsAsciiDigit(value[0]);
    }
}
