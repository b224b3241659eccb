using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FastEmit.Hooks.Settings;

/// <summary>Writes JSON for settings files: one member a line, two blanks a level.</summary>
internal static class SettingsJson
{
    /// <summary>A text in quotes.</summary>
    public static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    /// <summary>A number.</summary>
    public static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>An object.</summary>
    public static string Object(params ReadOnlySpan<(string Name, string Value)> members)
    {
        StringBuilder text = new("{");
        for (int i = 0; i < members.Length; i++)
        {
            text.Append(i == 0 ? "\n  " : ",\n  ").Append(Quote(members[i].Name)).Append(": ").Append(members[i].Value);
        }

        return text.Append("\n}").ToString();
    }

    /// <summary>Indents every line except the first by further blanks.</summary>
    public static string Indent(string json, int blanks) => json.Replace("\n", "\n" + new string(' ', blanks), StringComparison.Ordinal);

    /// <summary>Removes white space outside of strings, for comparisons.</summary>
    public static string Compact(ReadOnlySpan<byte> json)
    {
        StringBuilder text = new(json.Length);
        bool inString = false;
        bool escaped = false;
        foreach (char c in Encoding.UTF8.GetString(CommentedJson.Blank(json)))
        {
            if (inString || c is not (' ' or '\t' or '\r' or '\n'))
            {
                text.Append(c);
            }

            inString = inString ? escaped || c != '"' : c == '"';
            escaped = inString && !escaped && c == '\\';
        }

        return text.ToString();
    }
}
