using System.Text.Json;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Reporting;
using FastEmit.Cli.Terminals;
using FastEmit.Collector;
using FastEmit.Collector.Storage;
using FastEmit.Hooks;
using Spectre.Console.Rendering;

namespace FastEmit.Cli.Collecting;

/// <summary>One run of <c>collect</c>: listens until it is interrupted, then reports.</summary>
internal sealed class CollectRun(Terminal terminal, CollectSettings settings)
{
    private const int FigureWidth = 13; // 9,999,999,999

    private readonly RateMeter _rate = new(terminal.Time);

    /// <summary>Runs until Ctrl-C.</summary>
    public async Task<int> RunAsync(CancellationToken interrupted)
    {
        // The server stops before the store closes: every confirmed event is stored, and every stored event is confirmed.
        await using EventStore? store = await StoreOpening.OpenAsync(settings.Store, terminal.Time, CancellationToken.None);
        await using TextLog? log = settings.Log is { } path ? new TextLog(terminal, path) : null;
        await using CollectorServer server = await StartAsync(store, log);
        terminal.Error.WriteLine($"collecting at {server.Url}, dashboard at the same address{(settings.Token is null ? "" : ", which asks for the token")} (Ctrl-C ends)");
        if (store?.GetStats().DamagedFiles is { Count: > 0 } damaged)
        {
            terminal.Error.WriteLine($"damaged files in {settings.Store.Data}, read up to the damage: {string.Join(", ", damaged)}");
        }

        long startedAt = terminal.Time.GetTimestamp();
        await new LiveTable(terminal, settings.Json).RunAsync(() => Draw(server), () => Describe(server.GetStats()), interrupted);
        await server.StopAsync(CancellationToken.None);
        Report(server, terminal.Time.GetElapsedTime(startedAt));
        return ExitCode.Success;
    }

    private async Task<CollectorServer> StartAsync(EventStore? store, TextLog? log)
    {
        // ValidatesJson is off: the readers of the events check the data.
        CollectorOptions options = new()
        {
            Port = settings.Port,
            Address = settings.Address,
            Token = settings.Token,
            Store = store,
            RecentBytes = (long)settings.RecentMebibytes << 20,
            MaxPayload = settings.MaxPayload,
            PingInterval = settings.PingInterval,
            PingTimeout = settings.PingTimeout,
            ValidatesJson = false,
            TimeProvider = terminal.Time,
            AlertsFile = settings.Alerts,
            OtlpEndpoint = settings.OtlpOut,
            Hooks = HookBody.Read,
            Logger = log,
        };
        options.AllowedOrigins.UnionWith(settings.AllowedOrigins);
        options.Envelopes.UnionWith(settings.Envelopes);
        foreach ((string name, string value) in settings.OtlpHeaders)
        {
            options.OtlpHeaders[name] = value;
        }

        try
        {
            return await CollectorServer.StartAsync(options, CancellationToken.None);
        }
        catch (ArgumentException exception)
        {
            throw new UsageException(exception.Message);
        }
        catch (IOException exception)
        {
            throw new IOException($"port {settings.Port} cannot be opened: {exception.Message}", exception);
        }
    }

    private IRenderable Draw(CollectorServer server)
    {
        CollectorStats stats = server.GetStats();
        return FigureTable.Beside(
            FigureTable.Of("collector", FigureWidth, [
                ("events", Figures.Count(stats.Events)),
                ("events/s", Figures.Rate(_rate.Read(stats.Events))),
                ("received", Figures.Bytes(stats.Bytes)),
                ("connections open", Figures.Count(stats.OpenConnections)),
                ("connections ever", Figures.Count(stats.Connections)),
                ("refused requests", Figures.Count(stats.RefusedRequests)),
                ("refused connections", Figures.Count(stats.RefusedConnections)),
                ("protocol errors", Figures.Count(stats.ProtocolErrors)),
            ]),
            CollectorTables.ByEvent(stats));
    }

    private string Describe(CollectorStats stats) =>
        $"{Figures.Rate(_rate.Read(stats.Events))} events/s, events {Figures.Count(stats.Events)}, received {Figures.Bytes(stats.Bytes)}, "
        + $"connections {stats.OpenConnections}"
        + (stats.RefusedConnections == 0 ? "" : $", refused {Figures.Count(stats.RefusedConnections)} connections: too few descriptors (ulimit -n)");

    private void Report(CollectorServer server, TimeSpan elapsed)
    {
        CollectorStats stats = server.GetStats();
        if (settings.Json)
        {
            JsonReport.Write(terminal.Output, writer => WriteMembers(writer, server.Url, stats, elapsed));
            return;
        }

        new SummaryGrid()
            .Add("events", Figures.Count(stats.Events))
            .Add("received", Figures.Bytes(stats.Bytes))
            .Add("connections", Figures.Count(stats.Connections))
            .Add("refused requests", Figures.Count(stats.RefusedRequests))
            .Add("refused connections", Figures.Count(stats.RefusedConnections))
            .Add("protocol errors", Figures.Count(stats.ProtocolErrors))
            .Add("time", Figures.Seconds(elapsed))
            .Print(terminal, good: true, $"Collected {Figures.Count(stats.Events)} events at {server.Url}.");
    }

    private static void WriteMembers(Utf8JsonWriter writer, string url, CollectorStats stats, TimeSpan elapsed)
    {
        writer.WriteString("url", url);
        writer.WriteNumber("events", stats.Events);
        writer.WriteNumber("bytes", stats.Bytes);
        writer.WriteNumber("connections", stats.Connections);
        writer.WriteNumber("refusedRequests", stats.RefusedRequests);
        writer.WriteNumber("refusedConnections", stats.RefusedConnections);
        writer.WriteNumber("protocolErrors", stats.ProtocolErrors);
        writer.WriteNumber("heartbeatTimeouts", stats.HeartbeatTimeouts);
        writer.WriteNumber("seconds", Math.Round(elapsed.TotalSeconds, 6));
        JsonReport.WriteObjects(writer, "byEvent", stats.ByEvent, count =>
        {
            writer.WriteString("namespace", count.Namespace);
            writer.WriteString("name", count.Name);
            writer.WriteNumber("events", count.Events);
        });
    }
}
