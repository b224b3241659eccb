using System.Text;

namespace FastEmit.Collector.Tests.Observing;

/// <summary>Arguments of events, all of them JSON, in which names that matter occur often: nested, twice, as values and escaped.</summary>
internal sealed class RandomArguments(int seed)
{
    private static readonly string[] Names = ["session_id", "subtype", "success", "data", "tool_name", "x", "\u00e9\U0001f600", "a longer name, to cross 32 bytes at once"];
    private static readonly string[] Texts = ["", "post_tool", "pre_tool", "s1", "session_id", "\"session_id\":\"no\"", @"C:\temp\", "{[", "]}", ",", "\u6771\u4eac \U0001f600", "a text of more than thirty-two bytes \\\\\\\""];
    private readonly Random _random = new(seed);
    private readonly StringBuilder _json = new();

    public string Next()
    {
        _json.Clear();
        Space();
        Object(depth: 0);
        for (int more = _random.Next(4) == 0 ? _random.Next(3) : 0; more > 0; more--)
        {
            Space();
            _json.Append(',');
            Space();
            Value(depth: 0);
        }

        return _json.ToString();
    }

    private void Object(int depth)
    {
        _json.Append('{');
        int members = _random.Next(depth == 0 ? 9 : 4);
        for (int i = 0; i < members; i++)
        {
            Space();
            Text(Pick(Names));
            Space();
            _json.Append(':');
            Space();
            Value(depth + 1);
            Space();
            _json.Append(i == members - 1 ? "" : ",");
        }

        Space();
        _json.Append('}');
    }

    private void Value(int depth)
    {
        switch (_random.Next(depth < 4 ? 9 : 6))
        {
            case <= 2:
                Text(Pick(Texts));
                break;
            case <= 5:
                _json.Append(Pick(["true", "false", "null", "0", "-1.5e3", "12345678901234567890"]));
                break;
            case 6 or 7:
                Object(depth);
                break;
            default:
                _json.Append('[');
                for (int i = _random.Next(3); i > 0; i--)
                {
                    Value(depth + 1);
                    _json.Append(i == 1 ? "" : ",");
                }

                _json.Append(']');
                break;
        }
    }

    /// <summary>One of ten letters is an escape.</summary>
    private void Text(string text)
    {
        _json.Append('"');
        bool isPlain = _random.Next(3) != 0;
        foreach (char letter in text)
        {
            if (!isPlain && _random.Next(10) == 0)
            {
                _json.Append($"\\u{(int)letter:x4}");
            }
            else
            {
                _json.Append(letter is '"' or '\\' ? "\\" : "").Append(letter);
            }
        }

        _json.Append('"');
    }

    private void Space() => _json.Append(_random.Next(6) == 0 ? Pick([" ", "\n", "\t\r", "                                "]) : "");

    private string Pick(string[] choices) => choices[_random.Next(choices.Length)];
}
