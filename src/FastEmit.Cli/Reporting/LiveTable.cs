using FastEmit.Cli.Terminals;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace FastEmit.Cli.Reporting;

/// <summary>
/// Shows a running verb on standard error: to a person as a table that is redrawn, in a log file as a periodic
/// line, and to a script with --json not at all.
/// </summary>
internal sealed class LiveTable(Terminal terminal, bool json)
{
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Shows the delegates' results until <paramref name="stop"/> is cancelled, and then the last state once more.</summary>
    /// <param name="draw">The table, for a person.</param>
    /// <param name="describe">The line, for a log file.</param>
    /// <param name="stop">Ends the display.</param>
    public Task RunAsync(Func<IRenderable> draw, Func<string> describe, CancellationToken stop) =>
        terminal.IsErrorWatched ? DrawAsync(draw, stop) : LogAsync(describe, stop);

    private async Task DrawAsync(Func<IRenderable> draw, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(RedrawInterval, terminal.Time);
        await terminal.CreateErrorCanvas().Live(draw()).StartAsync(async live =>
        {
            do
            {
                live.UpdateTarget(draw());
            }
            while (await timer.TickAsync(stop));
            live.UpdateTarget(draw());
        });
    }

    private async Task LogAsync(Func<string> describe, CancellationToken stop)
    {
        var progress = new ProgressLine(terminal, json);
        using var timer = new PeriodicTimer(progress.Interval, terminal.Time);
        while (await timer.TickAsync(stop))
        {
            if (progress.IsShown)
            {
                progress.Show(describe());
            }
        }
    }
}
