using System.Text;

namespace FastEmit.Cli.Reporting;

/// <summary>Text beside a label: broken between words where the terminal ends, and indented below its own beginning.</summary>
internal static class HangingText
{
    private const int NarrowestColumn = 20; // below that the terminal may break lines as it likes

    /// <summary>The text in lines.</summary>
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
