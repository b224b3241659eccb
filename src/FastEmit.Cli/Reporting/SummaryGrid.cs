using FastEmit.Cli.Terminals;

namespace FastEmit.Cli.Reporting;

/// <summary>The summary of a verb for people: a verdict, and below it names and figures in two columns.</summary>
internal sealed class SummaryGrid
{
    private const string Indent = "  ";

    private readonly List<(string Name, string Figure, string Remark)> _rows = [];

    /// <summary>Adds a row.</summary>
    public SummaryGrid Add(string name, string figure, string remark = "")
    {
        _rows.Add((name, figure, remark));
        return this;
    }

    /// <summary>Adds the rows of a delivery.</summary>
    public SummaryGrid Add(DeliverySummary delivery)
    {
        HookEmitterStats stats = delivery.Stats;
        string reasons = string.Join(", ", delivery.Dropped.Select(static dropped => $"{dropped.Reason} {Figures.Count(dropped.Count)}"));
        return Add("offered", Figures.Count(stats.Offered))
            .Add("confirmed", Figures.Count(stats.Confirmed))
            .Add("written", Figures.Count(stats.Written), stats.Written == 0 ? "" : "without proof")
            .Add("pending", Figures.Count(stats.Pending))
            .Add("fell back", Figures.Count(stats.FellBack))
            .Add("dropped", Figures.Count(stats.Dropped.Total), reasons)
            .Add("resent", Figures.Count(stats.Resent))
            .Add("reconnects", Figures.Count(stats.Reconnects))
            .Add("time", Figures.Seconds(delivery.Elapsed))
            .Add("events/s", Figures.Rate(delivery.EventsPerSecond));
    }

    /// <summary>Prints the verdict and the rows on standard output.</summary>
    public void Print(Terminal terminal, bool good, string verdict)
    {
        terminal.Output.WriteLine(terminal.IsOutputColored ? $"\x1b[1;{(good ? 32 : 31)}m{verdict}\x1b[0m" : verdict);
        int nameWidth = _rows.Max(static row => row.Name.Length);
        int figureWidth = _rows.Max(static row => row.Figure.Length);
        foreach ((string name, string figure, string remark) in _rows)
        {
            string line = $"{Indent}{name.PadRight(nameWidth)}{Indent}{figure.PadLeft(figureWidth)}{Indent}{remark}";
            terminal.Output.WriteLine(line.TrimEnd());
        }
    }
}
