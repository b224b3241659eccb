using System.Diagnostics;
using System.Text.Json;
using FastEmit.FaultProxy;
using FastEmit.Interop.Tests.Emitting;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Interop.Tests.Documentation;

/// <summary>The servers of docs/guarantees.md do what the page says: no duplicate gets past them.</summary>
public sealed class DuplicateRemovalTests
{
    private const int TimeoutMs = 120_000;
    private const int Rounds = 5;
    private const int PerRound = 400;
    private const string ByNumber = "By number";
    private const string ById = "By id";

    [Theory(Timeout = TimeoutMs)]
    [InlineData(ByNumber, "js")]
    [InlineData(ByNumber, "python")]
    [InlineData(ById, "js")]
    [InlineData(ById, "python")]
    public async Task Snippet_EventsSentAgainAfterResets_HandlesEachOnce(string section, string language)
    {
        await NodeRuntime.EnsureAsync();
        using var database = new TemporaryFile();
        await using DocumentedServer server = await DocumentedServer.StartAsync(section, language, database.Path, TestContext.Current.CancellationToken);
        await using TcpFaultProxy proxy = TcpFaultProxy.Start(server.Port);
        HookEmitterOptions options = TestEmitter.Options($"http://127.0.0.1:{proxy.Port}");
        options.Stamps.EventId = section == ById;
        await using HookEmitter emitter = HookEmitter.Create(options);

        for (int round = 0; round < Rounds; round++)
        {
            // What the cut connection had brought still counts until the emitter has noticed the cut.
            await TestEmitter.UntilAsync(() => emitter.GetLaneStats(0).Errors >= round);
            long confirmed = emitter.GetStats().Confirmed;
            await TestEmitter.EmitAsync(emitter, round * PerRound, PerRound);
            await TestEmitter.UntilAsync(() => emitter.GetStats().Confirmed > confirmed);
            proxy.ToClient = new LinkConditions { Delay = TimeSpan.FromSeconds(5) }; // Received, but nobody is told.
            await TestEmitter.EmitAsync(emitter, (Rounds + round) * PerRound, 1);
            await TestEmitter.UntilAsync(() => emitter.GetStats().BytesInFlight > 0);
            proxy.ResetAll();
            proxy.ToClient = LinkConditions.Clear;
        }

        await TestEmitter.FlushAllAsync(emitter);

        Assert.True(emitter.GetStats().Resent > 0);
        await AssertEachOnceAsync(emitter, () => HandledAsync(server, section, language, database.Path));
    }

    /// <summary>The numbers are in the database with the events: a server that is killed at any moment knows them again.</summary>
    [Fact(Timeout = TimeoutMs)]
    public async Task PythonSnippet_KilledAndStartedAgain_StoresEachOnce()
    {
        await NodeRuntime.EnsureAsync();
        using var database = new TemporaryFile();
        DocumentedServer server = await DocumentedServer.StartAsync(ByNumber, "python", database.Path, TestContext.Current.CancellationToken);
        await using HookEmitter emitter = TestEmitter.Create($"http://127.0.0.1:{server.Port}");
        try
        {
            for (int kill = 0; kill < 3; kill++)
            {
                long confirmed = emitter.GetStats().Confirmed;
                await TestEmitter.EmitAsync(emitter, kill * PerRound, PerRound);
                await TestEmitter.UntilAsync(() => emitter.GetStats().Confirmed > confirmed);
                await server.DisposeAsync();
                server = await DocumentedServer.StartAsync(ByNumber, "python", database.Path, TestContext.Current.CancellationToken, server.Port);
            }

            await TestEmitter.FlushAllAsync(emitter);

            await AssertEachOnceAsync(emitter, () => StoredAsync(database.Path));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task AssertEachOnceAsync(HookEmitter emitter, Func<Task<string[]>> read)
    {
        int expected = (int)emitter.GetStats().Confirmed;
        string[] events = [];
        await TestEmitter.UntilAsync(async () => (events = await read()).Length >= expected);
        int[] numbers = [.. events.Select(static data => JsonElement.Parse(data).GetProperty("number").GetInt32())];
        Assert.Equal(expected, numbers.Length);
        Assert.Equal(expected, numbers.Distinct().Count());
    }

    private static async Task<string[]> HandledAsync(DocumentedServer server, string section, string language, string database) =>
        section == ByNumber && language == "python"
            ? await StoredAsync(database)
            : [.. server.Lines.Select(static line => line[(line.IndexOf(' ') + 1)..])];

    private static async Task<string[]> StoredAsync(string database)
    {
        ProcessStartInfo start = new(
            await PythonServer.RequireInterpreterAsync(),
            ["-c", "import sqlite3, sys\nfor (data,) in sqlite3.connect(sys.argv[1]).execute('SELECT data FROM events'): print(data)", database])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
