using System.Diagnostics;
using FastEmit.Load.Clients;
using FastEmit.Load.Servers;

namespace FastEmit.Load.Rows;

/// <summary>A client at a steady rate, and how long its events take to the server's handler.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Server">What it sends into.</param>
/// <param name="Rate">Events a second.</param>
/// <param name="Burst">How many of them are due at a time.</param>
/// <param name="Start">What starts the client, given the server's URL.</param>
internal sealed record LatencyRow(string Name, ServerKind Server, int Rate, int Burst, Func<string, Task<ProcessStartInfo>> Start)
{
    /// <summary>FastEmit with <c>Batch.BusyPoll</c>.</summary>
    public const string BusyPolling = RowCatalogue.FastEmit + ", busy polling";

    /// <summary>Seconds that count; one more before them warms up.</summary>
    private const int Seconds = 2;

    /// <summary>All of them: every client at every rate.</summary>
    public static IReadOnlyList<LatencyRow> All =>
    [
        .. Of(ServerKind.Node, 100, 1), .. Of(ServerKind.Node, 1_000, 1), .. Of(ServerKind.Node, 10_000, 1), .. Of(ServerKind.Node, 100_000, 1),
        .. Of(ServerKind.Node, 10_000, 10),
        .. Of(ServerKind.Collector, 1_000, 1), .. Of(ServerKind.Collector, 10_000, 1),
    ];

    /// <summary>Every client at one rate into one kind of server; the first is FastEmit.</summary>
    public static IReadOnlyList<LatencyRow> Of(ServerKind server, int rate, int burst) =>
    [
        Of(RowCatalogue.FastEmit, "fastemit", server, rate, burst),
        Of(BusyPolling, "busy", server, rate, burst),
        Of(RowCatalogue.WebSocket, "websocket", server, rate, burst),
        Of(RowCatalogue.SocketIOClient, "socketioclient", server, rate, burst),
        new(RowCatalogue.JavaScript, server, rate, burst, url => NodeScripts.StartInfoAsync("client.mjs", url, $"{rate}", $"{Seconds + 1}", $"{burst}")),
    ];

    /// <summary>Runs it once.</summary>
    public async Task<(LatencyReport Latency, ClientReport Client)> RunAsync(ServerProcess server)
    {
        await server.ExpectAsync(int.MaxValue);
        Task<ClientReport> client = ClientProcess.RunAsync(await Start(server.Url));
        await Task.WhenAny(client, Task.Delay(TimeSpan.FromSeconds(1.5)));
        await server.ExpectAsync(int.MaxValue);
        ClientReport report = await client;
        return (await server.LatencyAsync(), report);
    }

    private static LatencyRow Of(string name, string client, ServerKind server, int rate, int burst) => new(
        name,
        server,
        rate,
        burst,
        url => Task.FromResult(ChildProcess.OfThisSuite(["pace", client, url, $"{rate}", $"{burst}", $"{Seconds + 1}"])));
}
