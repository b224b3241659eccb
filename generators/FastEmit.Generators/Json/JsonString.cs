using System.Globalization;
using System.Text;

namespace FastEmit.Generators.Json;

/// <summary>Converts a text to a JSON string and back.</summary>
internal static class JsonString
{
    /// <summary>A JSON string with its quotes, with the same bytes as the runtime's.</summary>
    public static string Quote(string value)
    {
        var json = new StringBuilder("\"", value.Length + 2);
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            bool isAlone = char.IsHighSurrogate(c) ? i + 1 == value.Length || !char.IsLowSurrogate(value[i + 1])
                : char.IsLowSurrogate(c) && (i == 0 || !char.IsHighSurrogate(value[i - 1]));
            _ = c switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '\n' => json.Append("\\n"),
                '\r' => json.Append("\\r"),
                '\t' => json.Append("\\t"),
                '\b' => json.Append("\\b"),
                '\f' => json.Append("\\f"),
                < ' ' => json.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => json.Append(isAlone ? '\uFFFD' : c),
            };
        }

        return json.Append('"').ToString();
    }

    /// <summary>The text of the string that begins at a position; null when it is missing, unterminated or has an invalid escape.</summary>
    public static string? Read(string json, ref int at)
    {
        if (at >= json.Length || json[at] != '"')
        {
            return null;
        }

        var text = new StringBuilder();
        for (int next = at + 1; next < json.Length; next++)
        {
            char c = json[next];
            if (c == '"')
            {
                at = next + 1;
                return text.ToString();
            }

            if (c < ' ')
            {
                return null;
            }

            if (c == '\\')
            {
                next++;
                if (Unescape(json, ref next) is not { } meant)
                {
                    return null;
                }

                c = meant;
            }

            text.Append(c);
        }

        return null;
    }

    private static char? Unescape(string json, ref int at)
    {
        switch (at < json.Length ? json[at] : '\0')
        {
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'b': return '\b';
            case 'f': return '\f';
            case '"': return '"';
            case '\\': return '\\';
            case '/': return '/';
            case 'u':
                int code = 0;
                for (int end = at + 4; at < end; code = (code * 16) + DigitOf(json[at]))
                {
                    if (++at >= json.Length || DigitOf(json[at]) < 0)
                    {
                        return null;
                    }
                }

                return (char)code;
            default: return null;
        }
    }
    private static int DigitOf(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => -1,
    };
}
