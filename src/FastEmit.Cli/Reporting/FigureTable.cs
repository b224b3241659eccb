using Spectre.Console;
using Spectre.Console.Rendering;

namespace FastEmit.Cli.Reporting;

/// <summary>A framed table of names and figures for a live display. Text is shown unchanged, not as markup.</summary>
internal static class FigureTable
{
    private static readonly Style Frame = new(Color.Grey50);
    private static readonly Style Heading = new(decoration: Decoration.Bold);

    /// <summary>Builds the table.</summary>
    /// <param name="title">The table's title.</param>
    /// <param name="figureWidth">The minimum width of the figures, so that the table keeps its width while they grow.</param>
    /// <param name="rows">Names and figures.</param>
    public static IRenderable Of(string title, int figureWidth, IEnumerable<(string Name, string Figure)> rows)
    {
        Table table = new Table().RoundedBorder().BorderStyle(Frame);
        table.AddColumn(new TableColumn(new Text(title, Heading)).NoWrap());
        table.AddColumn(new TableColumn(new Text(new string(' ', figureWidth))).RightAligned().NoWrap());
        foreach ((string name, string figure) in rows)
        {
            table.AddRow(new Text(name), new Text(figure));
        }

        return table;
    }

    /// <summary>Puts two tables side by side.</summary>
    public static IRenderable Beside(IRenderable left, IRenderable right)
    {
        var grid = new Grid();
        grid.AddColumn(new GridColumn().NoWrap().PadRight(1));
        grid.AddColumn(new GridColumn().NoWrap());
        return grid.AddRow(left, right);
    }
}
