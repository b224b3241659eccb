using FastEmit.Cli.Collecting;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Delivering;
using FastEmit.Cli.Reporting;
using FastEmit.Cli.Terminals;
using FastEmit.Collector;
using FastEmit.Collector.Sqlite;
using Spectre.Console.Rendering;

namespace FastEmit.Cli.Demonstrating;

/// <summary>One run of <c>demo</c>: a collector, an emitter, simulated agents, and the comparison of the two counts.</summary>
internal sealed class DemoRun(Terminal terminal, DemoSettings settings)
{
    private const int FigureWidth = 17; // 99.9 % of 20.0 MiB
    private const int MaxReadings = 5;

    private static readonly TimeSpan PaceInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(10);

    private readonly RateMeter _rate = new(terminal.Time);

    private readonly IDemoWork _work = settings.DaySpeed is { } speed ? new DayWork(speed, terminal.Time.GetUtcNow()) : new SteadyWork(settings.Duration, settings.Rate);

    /// <summary>Runs for the given time, or until Ctrl-C.</summary>
    public async Task<int> RunAsync(CancellationToken interrupted)
    {
        await using SqliteEventStore? store = settings.Data is { } directory
            ? SqliteEventStore.Open(new SqliteStoreOptions { Directory = directory, TimeProvider = terminal.Time })
            : null;
        CollectorOptions collectorOptions = new() { Port = 0, ValidatesJson = false, Store = store, TimeProvider = terminal.Time };
        await using CollectorServer collector = await CollectorServer.StartAsync(collectorOptions, CancellationToken.None);
        var options = new HookEmitterOptions { Url = collector.Url, Name = "demo", Notices = { ReportInterval = ReportInterval }, Stamps = { Timestamp = settings.DaySpeed is null } };
        await using HookEmitter emitter = options.CreateEmitter();
        terminal.Error.WriteLine($"dashboard {collector.Url}");

        using var finished = new CancellationTokenSource();
        long startedAt = terminal.Time.GetTimestamp();
        Task showing = new LiveTable(terminal, settings.Json).RunAsync(
            () => Draw(emitter, collector, terminal.Time.GetElapsedTime(startedAt)),
            () => Describe(emitter.GetStats(), collector.GetStats().Events),
            finished.Token);
        await WorkAsync(emitter, new RingRoom(emitter.GetStats, options.Ring.Capacity), interrupted);
        (HookEmitterStats emitted, CollectorStats collected) = await SettleAsync(emitter, collector);

        // Subtracts the emitter's reports on itself: they are not events of the demo.
        long reports = collected.Of("/", "fastemit_report");
        HookEmitterStats own = emitted with { Offered = emitted.Offered - reports, Confirmed = emitted.Confirmed - reports };
        var delivery = new DeliverySummary(own, options.Delivery, terminal.Time.GetElapsedTime(startedAt));
        await finished.CancelAsync();
        await showing;
        int exitCode = Report(delivery, collected.Events - reports);
        await StayOpenAsync(collector, interrupted);
        return exitCode;
    }

    /// <summary>Reads both counts between two reports of the emitter, when everything has arrived.</summary>
    private static async Task<(HookEmitterStats Emitted, CollectorStats Collected)> SettleAsync(HookEmitter emitter, CollectorServer collector)
    {
        for (int attempt = 1; ; attempt++)
        {
            await emitter.FlushPatientlyAsync(FlushPatience, CancellationToken.None);
            HookEmitterStats emitted = emitter.GetStats();
            CollectorStats collected = collector.GetStats();
            if (attempt == MaxReadings || (emitted.Pending == 0 && emitter.GetStats().Offered == emitted.Offered))
            {
                return (emitted, collected);
            }
        }
    }

    private async Task StayOpenAsync(CollectorServer collector, CancellationToken interrupted)
    {
        if (settings.KeepOpen && !interrupted.IsCancellationRequested)
        {
            terminal.Error.WriteLine($"dashboard {collector.Url} stays open (Ctrl-C ends)");
            await Task.Delay(Timeout.InfiniteTimeSpan, terminal.Time, interrupted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WorkAsync(HookEmitter emitter, RingRoom room, CancellationToken interrupted)
    {
        using var timer = new PeriodicTimer(PaceInterval, terminal.Time);
        long startedAt = terminal.Time.GetTimestamp();
        while (!_work.Advance(emitter, room, terminal.Time.GetElapsedTime(startedAt)) && await timer.TickAsync(interrupted))
        {
        }
    }

    private IRenderable Draw(HookEmitter emitter, CollectorServer collector, TimeSpan elapsed)
    {
        HookEmitterStats stats = emitter.GetStats();
        CollectorStats collected = collector.GetStats();
        return FigureTable.Beside(
            FigureTable.Of("emitter", FigureWidth, [
                ("time", $"{Figures.Measure(Math.Min(elapsed.TotalSeconds, _work.Duration.TotalSeconds), 1)} s of {Figures.Measure(_work.Duration.TotalSeconds, 1)} s"),
                ("events/s", Figures.Rate(_rate.Read(stats.Delivered))),
                ("offered", Figures.Count(stats.Offered)),
                ("confirmed", Figures.Count(stats.Confirmed)),
                ("pending", Figures.Count(stats.Pending)),
                ("dropped", Figures.Count(stats.Dropped.Total)),
                ("resent", Figures.Count(stats.Resent)),
                ("collector counted", Figures.Count(collected.Events)),
                ("connections", $"{stats.ActiveConnections} of {stats.MaxConnections}"),
                ("in flight", Figures.Bytes(stats.BytesInFlight)),
                ("rings in use", $"{Figures.Measure(100.0 * stats.RingBytes / stats.RingCapacity, 1)} % of {Figures.Bytes(stats.RingCapacity)}"),
                ("oldest waits", $"{Figures.Measure(stats.OldestPendingAge.TotalMilliseconds, 0)} ms"),
                ("circuit", stats.CircuitState.ToString()),
            ]),
            CollectorTables.ByEvent(collected));
    }

    private string Describe(in HookEmitterStats stats, long collected) =>
        $"{DeliveryMonitor.Describe(stats, _rate.Read(stats.Delivered))}, collected {Figures.Count(collected)}";

    private int Report(DeliverySummary delivery, long collected)
    {
        bool equal = delivery.IsComplete && collected == delivery.Stats.Offered;
        if (settings.Json)
        {
            JsonReport.Write(terminal.Output, writer =>
            {
                delivery.WriteMembers(writer);
                writer.WriteNumber("collected", collected);
            });
        }
        else
        {
            string verdict = equal
                ? $"The collector counted {Figures.Count(collected)} events: all that were emitted."
                : $"The collector counted {Figures.Count(collected)} events, but {Figures.Count(delivery.Stats.Offered)} were emitted.";
            new SummaryGrid().Add(delivery).Add("collected", Figures.Count(collected), "the collector's own count").Print(terminal, equal, verdict);
        }

        return equal ? ExitCode.Success : ExitCode.FellShort;
    }
}

/// <summary>The settings of <c>demo</c> from the command line.</summary>
/// <param name="Duration">The time that events flow; not used with a day.</param>
/// <param name="Rate">Events per second.</param>
/// <param name="DaySpeed">Seconds of the made-up day per second; null for an even flow instead of a day.</param>
/// <param name="Data">The folder of SQLite files for the events, or null for memory.</param>
/// <param name="KeepOpen">Whether the dashboard stays reachable after the last event, until Ctrl-C.</param>
/// <param name="Json">Whether to report as JSON.</param>
internal sealed record DemoSettings(TimeSpan Duration, int Rate, double? DaySpeed, string? Data, bool KeepOpen, bool Json);
