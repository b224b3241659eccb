using System.Diagnostics;
using FastEmit.Load.Servers;

namespace FastEmit.Load.Rows;

/// <summary>A client at a steady rate, and how long its events take to the server's handler.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Server">What it sends into.</param>
/// <param name="Start">What starts the client, given the server's URL, events a second and seconds.</param>
internal sealed record LatencyRow(string Name, ServerKind Server, Func<string, int, int, Task<ProcessStartInfo>> Start)
{
    /// <summary>Events a second.</summary>
    public const int Rate = 10_000;

    /// <summary>Seconds that count; one more before them warms up.</summary>
    public const int Seconds = 3;

    /// <summary>Every client into one kind of server; the first is FastEmit.</summary>
    public static IReadOnlyList<LatencyRow> Into(ServerKind server) =>
    [
        Of(RowCatalogue.FastEmit, server, "fastemit"),
        Of("FastEmit.SocketIO, awaited emits", server, "socketio"),
        Of(RowCatalogue.WebSocket, server, "websocket"),
        Of(RowCatalogue.SocketIOClient, server, "socketioclient"),
        new(RowCatalogue.JavaScript, server, static (url, rate, seconds) => NodeScripts.StartInfoAsync("client.mjs", url, $"{rate}", $"{seconds}")),
    ];

    /// <summary>Runs it once.</summary>
    public async Task<LatencyReport> RunAsync(ServerProcess server)
    {
        await server.ExpectAsync(int.MaxValue);
        Task client = ClientProcess.RunAsync(await Start(server.Url, Rate, Seconds + 1));
        await Task.WhenAny(client, Task.Delay(TimeSpan.FromSeconds(1.5)));
        await server.ExpectAsync(int.MaxValue);
        await client;
        return await server.LatencyAsync();
    }

    private static LatencyRow Of(string name, ServerKind server, string client) => new(
        name, server, (url, rate, seconds) => Task.FromResult(ChildProcess.OfThisSuite(["pace", client, url, $"{rate}", $"{seconds}"])));
}
