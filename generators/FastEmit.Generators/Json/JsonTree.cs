using System.Globalization;
using System.Text;

namespace FastEmit.Generators.Json;

/// <summary>JSON as a tree, because a compiler extension cannot ship System.Text.Json. The command line shares it.</summary>
internal sealed class JsonTree
{
    private const int MaxDepth = 256;

    private JsonTree(int start) => Start = start;

    /// <summary>Its start in the text.</summary>
    public int Start { get; }

    /// <summary>A string, number, boolean or null as JSON; null for objects and arrays.</summary>
    public string? Token { get; private set; }

    /// <summary>An object's members in their order; null for anything else.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonTree>>? Members { get; private set; }

    /// <summary>An array's elements; null for anything else.</summary>
    public IReadOnlyList<JsonTree>? Items { get; private set; }

    /// <summary>A string's text; null for anything else.</summary>
    public string? Text { get; private set; }

    /// <summary>The object's member of that name, or null.</summary>
    public JsonTree? this[string name]
    {
        get
        {
            foreach (KeyValuePair<string, JsonTree> member in Members ?? [])
            {
                if (member.Key == name)
                {
                    return member.Value;
                }
            }

            return null;
        }
    }

    /// <exception cref="FormatException">The text is not JSON; the message has position and reason.</exception>
    public static JsonTree Parse(string json)
    {
        int at = 0;
        JsonTree root = Value(json, ref at, 0);
        Skip(json, ref at);
        return at == json.Length ? root : throw Fault(json, at, "more text follows its end");
    }

    public static JsonTree Of(string text) => new(0) { Token = JsonString.Quote(text), Text = text };

    public static JsonTree Of(int number) => new(0) { Token = number.ToString(CultureInfo.InvariantCulture) };

    public static JsonTree Of(IReadOnlyList<JsonTree> items) => new(0) { Items = items };

    public static JsonTree Of(params KeyValuePair<string, JsonTree>[] members) => new(0) { Members = members };

    /// <summary>Formats the tree: indents of two spaces, line feeds, arrays of plain values on one line.</summary>
    public string Format()
    {
        var text = new StringBuilder();
        Format(text, indent: 0);
        return text.Append('\n').ToString();
    }

    private void Format(StringBuilder text, int indent)
    {
        if (Token is not null)
        {
            text.Append(Token);
        }
        else if (Members is not null)
        {
            Lines(text, indent, '{', Members.Count, '}', index =>
            {
                text.Append(JsonString.Quote(Members[index].Key)).Append(": ");
                Members[index].Value.Format(text, indent + 2);
            });
        }
        else if (Items!.All(static item => item.Token is not null))
        {
            text.Append('[').Append(string.Join(", ", Items!.Select(static item => item.Token))).Append(']');
        }
        else
        {
            Lines(text, indent, '[', Items!.Count, ']', index => Items[index].Format(text, indent + 2));
        }
    }

    private static void Lines(StringBuilder text, int indent, char open, int count, char close, Action<int> write)
    {
        text.Append(open);
        for (int index = 0; index < count; index++)
        {
            text.Append(index == 0 ? "\n" : ",\n").Append(' ', indent + 2);
            write(index);
        }

        if (count > 0)
        {
            text.Append('\n').Append(' ', indent);
        }

        text.Append(close);
    }

    private static JsonTree Value(string json, ref int at, int depth)
    {
        Skip(json, ref at);
        var value = new JsonTree(at);
        if (depth > MaxDepth)
        {
            throw Fault(json, at, $"the nesting is deeper than {MaxDepth} levels");
        }

        switch (at < json.Length ? json[at] : '\0')
        {
            case '{':
                var members = new List<KeyValuePair<string, JsonTree>>();
                List(json, ref at, '}', (ref int next) =>
                {
                    string name = JsonString.Read(json, ref next) ?? throw Fault(json, next, "a member's name is missing");
                    Expect(json, ref next, ':');
                    members.Add(new(name, Value(json, ref next, depth + 1)));
                });
                value.Members = members;
                break;
            case '[':
                var items = new List<JsonTree>();
                List(json, ref at, ']', (ref int next) => items.Add(Value(json, ref next, depth + 1)));
                value.Items = items;
                break;
            case '"':
                value.Text = JsonString.Read(json, ref at) ?? throw Fault(json, at, "a string is unterminated or has an invalid escape");
                value.Token = JsonString.Quote(value.Text);
                break;
            default:
                int start = at;
                while (at < json.Length && (char.IsLetterOrDigit(json[at]) || json[at] is '-' or '+' or '.'))
                {
                    at++;
                }

                string word = json.Substring(start, at - start);
                bool isNumber = word.Length > 0 && (word[0] == '-' || char.IsDigit(word[0]))
                    && double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
                value.Token = word is "true" or "false" or "null" || isNumber ? word : throw Fault(json, start, "a value is missing");
                break;
        }

        return value;
    }

    private static void List(string json, ref int at, char close, Reading read)
    {
        at++;
        Skip(json, ref at);
        if (at < json.Length && json[at] == close)
        {
            at++;
            return;
        }

        while (true)
        {
            Skip(json, ref at);
            read(ref at);
            Skip(json, ref at);
            if (at < json.Length && json[at] == close)
            {
                at++;
                return;
            }

            Expect(json, ref at, ',');
        }
    }

    private static void Expect(string json, ref int at, char expected)
    {
        Skip(json, ref at);
        if (at >= json.Length || json[at] != expected)
        {
            throw Fault(json, at, $"'{expected}' is missing");
        }

        at++;
    }

    private static void Skip(string json, ref int at)
    {
        while (at < json.Length && json[at] is ' ' or '\n' or '\r' or '\t' or '\uFEFF')
        {
            at++;
        }
    }

    private static FormatException Fault(string json, int at, string what)
    {
        int line = 1 + json.Take(at).Count(static c => c == '\n');
        return new FormatException($"line {line}: {what}");
    }

    private delegate void Reading(ref int at);
}
