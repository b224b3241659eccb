using System.Text;

namespace FastEmit.Generators.Emission;

/// <summary>Builds a source file with indentation.</summary>
internal sealed class SourceText
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string text = "")
    {
        if (text.Length > 0)
        {
            _text.Append(' ', _depth * 4).Append(text);
        }

        _text.Append('\n');
    }

    public void Open(string? head = null)
    {
        if (head is not null)
        {
            Line(head);
        }

        Line("{");
        _depth++;
    }

    public void Close(string end = "}")
    {
        if (_text.Length > 1 && _text[_text.Length - 1] == '\n' && _text[_text.Length - 2] == '\n')
        {
            _text.Length--; // no empty line before a brace
        }

        _depth--;
        Line(end);
    }

    /// <summary>Adds finished lines, indented as the text is here.</summary>
    public void Append(SourceText lines) => Append(lines.ToString().TrimEnd('\n').Split('\n'));

    /// <summary>Adds finished lines, indented as the text is here.</summary>
    public void Append(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            Line(line);
        }
    }

    public override string ToString() => _text.ToString();
}
