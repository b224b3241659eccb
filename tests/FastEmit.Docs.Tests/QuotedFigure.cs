using System.Globalization;
using System.Text.RegularExpressions;

namespace FastEmit.Docs.Tests;

/// <summary>A figure that a page quotes, and where the benchmarks' report has it.</summary>
/// <param name="Pattern">Finds the quote; its group is the number with its unit.</param>
/// <param name="Report">The report, in artifacts/bench.</param>
/// <param name="Section">What the heading above the report's table begins with; empty for the first table.</param>
/// <param name="Row">The first cell of the row.</param>
/// <param name="Column">The head of the column, or its beginning.</param>
/// <param name="Index">Which of the numbers in the cell.</param>
internal sealed partial record QuotedFigure(string Pattern, string Report, string Section, string Row, string Column, int Index = 0)
{
    /// <summary>Null when the page has the report's figure, rounded to as many digits as the page has; otherwise what differs.</summary>
    public string? FindFault(string page, Func<string, string> readReport)
    {
        Match quote = Regex.Match(page, Pattern);
        if (!quote.Success)
        {
            return $"Nothing matches {Pattern}.";
        }

        Match said = Number().Match(quote.Groups[1].Value);
        if (Cell(readReport(Report)) is not { } cell)
        {
            return $"{Report} has no '{Column}' of '{Row}' in '{Section}'.";
        }

        MatchCollection numbers = Number().Matches(cell);
        if (Index >= numbers.Count)
        {
            return $"{Report}, {Row}, {Column}: '{cell}' has no number {Index}.";
        }

        double measured = Value(numbers[Index]) / Unit(said);
        string digits = said.Groups["number"].Value;
        int decimals = digits.Contains('.') ? digits.Length - digits.IndexOf('.') - 1 : 0;
        double distance = Math.Abs(measured - double.Parse(digits, CultureInfo.InvariantCulture));
        return distance <= (0.5 * Math.Pow(10, -decimals)) + 1e-9 ? null : $"The page says {quote.Value}, {Report} has {cell} ({Row}, {Column}).";
    }

    private static double Value(Match number) => double.Parse(number.Groups["number"].Value.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * Unit(number);

    private static double Unit(Match number) => number.Groups["unit"].Value switch
    {
        "µs" => 1e3,
        "ms" => 1e6,
        "M" => 1e6,
        _ => 1,
    };

    [GeneratedRegex(@"(?<number>\d[\d,]*(?:\.\d+)?) ?(?<unit>ns|µs|ms|M)?")]
    private static partial Regex Number();

    private static string[] Cells(string line) => line.Trim('|').Split('|', StringSplitOptions.TrimEntries);

    private string? Cell(string report)
    {
        bool isInSection = Section.Length == 0;
        int column = -1;
        foreach (string line in report.Split('\n'))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                isInSection = line.StartsWith("## " + Section, StringComparison.Ordinal);
                column = -1;
            }
            else if (isInSection && line.StartsWith('|'))
            {
                string[] cells = Cells(line);
                if (column < 0)
                {
                    column = Array.FindIndex(cells, cell => cell.StartsWith(Column, StringComparison.Ordinal));
                }
                else if (cells[0] == Row)
                {
                    return cells[column];
                }
            }
        }

        return null;
    }
}
