using System.Globalization;
using System.Text;
using FastEmit.Load.Reporting;
using FastEmit.Tests.Shared;

namespace FastEmit.Benchmarks.Budgets;

/// <summary>The report of a whole run that is committed; the pages that quote figures are compared with it by a test.</summary>
internal static class BudgetReport
{
    private static readonly string Path = System.IO.Path.Combine(RepositoryRoot.Path, "artifacts", "bench", "budgets.md");

    /// <summary>Writes it.</summary>
    public static async Task WriteAsync(Budget[] budgets, IReadOnlyDictionary<string, Figure> figures)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Budgets

            {await MachineFacts.DescribeAsync()}.

            `dotnet run -c Release --project bench/FastEmit.Benchmarks -- budgets` measures all of it again and writes this page. A value is a ratio to the
            baseline named beside it, measured in the same run, unless it has a unit. The bounds are those of [budgets.json](../../bench/budgets.json).

            | budget | what | baseline | value | bound | measured: ours, the baseline |
            |---|---|---|---:|---|---|

            """);
        foreach (Budget budget in budgets)
        {
            Figure figure = figures[budget.Id];
            text.Append(CultureInfo.InvariantCulture, $"| {budget.Id} | {budget.What} | {budget.Against} | {figure.Value:0.###} | {budget.Describe(isShort: false)} | {figure.Absolute} |\n");
        }

        await File.WriteAllTextAsync(Path, text.ToString());
    }
}
