using System.Text;

namespace FastEmit.Cli.Reporting;

/// <summary>Formats text beside a label: wrapped between words at the terminal's width, and indented to its first column.</summary>
internal static class HangingText
{
    private const int NarrowestColumn = 20; // narrower columns are left to the terminal's own wrapping

    /// <summary>Wraps the text.</summary>
    /// <param name="text">Words between single spaces.</param>
    /// <param name="indent">The column at which it begins.</param>
    /// <param name="width">The terminal's columns.</param>
    public static string Wrap(string text, int indent, int width)
    {
        int room = width - indent;
        if (room < NarrowestColumn || text.Length <= room)
        {
            return text;
        }

        StringBuilder lines = new();
        int column = 0;
        foreach (string word in text.Split(' '))
        {
            bool fits = column + 1 + word.Length <= room;
            if (column != 0)
            {
                lines.Append(fits ? " " : $"\n{new string(' ', indent)}");
            }

            lines.Append(word);
            column = column != 0 && fits ? column + 1 + word.Length : word.Length;
        }

        return lines.ToString();
    }
}
