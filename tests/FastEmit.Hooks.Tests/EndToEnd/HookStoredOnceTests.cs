using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using FastEmit.Collector.Sqlite;
using FastEmit.Collector.Sqlite.Tests;
using FastEmit.Collector.Storage;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Hooks.Tests.EndToEnd;

/// <summary>
/// Hooks, their agent and a collector with a store: agent and collector are killed at moments that nobody chooses, and every event whose hook has answered is in the
/// store once. A few seconds; 300 hooks with FASTEMIT_HOOK_KILLS=full, or as many as that says.
/// </summary>
public sealed class HookStoredOnceTests(ITestOutputHelper output)
{
    private static readonly int Hooks = Environment.GetEnvironmentVariable("FASTEMIT_HOOK_KILLS") switch
    {
        "full" => 300,
        { Length: > 0 } text => int.Parse(text, CultureInfo.InvariantCulture),
        _ => 20,
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hook_AgentAndCollectorKilledAtRandom_EachEventIsStoredOnce()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGKILL is sent by a shell");
        using StoreFolder folder = new();
        string store = folder.Path;
        int port = LoopbackPort.Reserve();
        CollectorProcess collector = await CollectorProcess.StartAsync(port, store);
        await using HookProgram program = new($"http://127.0.0.1:{port}");
        ConcurrentBag<int> answered = [];
        HashSet<int> agents = [];
        int collectors = 0;
        try
        {
            Task hooks = RunHooksAsync(program, answered);
            Random random = new(11);
            for (int kill = 0; !hooks.IsCompleted; kill++)
            {
                await Task.Delay(random.Next(50, 300), Cancellation);
                if (kill % 3 == 2)
                {
                    await collector.KillAsync();
                    collector.Dispose();
                    collector = await CollectorProcess.StartAsync(port, store);
                    collectors++;
                }
                else if (await program.AskAgentAsync() is { } report)
                {
                    agents.Add(report.GetProperty("process").GetInt32());
                    await program.KillAgentAsync();
                }
            }

            await hooks;
            await RunHookAsync(program, Hooks, answered); // The one that is sure to start an agent.
            await HookProgram.WaitAsync(() => Stored(port).ToHashSet().IsSupersetOf(answered), () => $"lost: {string.Join(", ", answered.Except(Stored(port)).Order())}");
        }
        finally
        {
            await collector.KillAsync();
            collector.Dispose();
        }

        List<int> stored = await ReadAsync(store);
        Assert.Equal(stored.Distinct().Order(), stored.Order());
        Assert.Equal(Enumerable.Range(0, Hooks + 1), stored.Order());
        output.WriteLine($"{Hooks + 1} hooks, {agents.Count} agents and {collectors} collectors killed, {stored.Count} events stored");
    }

    private static Task RunHooksAsync(HookProgram program, ConcurrentBag<int> answered)
    {
        int next = -1;
        return Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            for (int i = Interlocked.Increment(ref next); i < Hooks; i = Interlocked.Increment(ref next))
            {
                await RunHookAsync(program, i, answered);
            }
        })));
    }

    private static async Task RunHookAsync(HookProgram program, int number, ConcurrentBag<int> answered)
    {
        using Process hook = program.StartHook(Encoding.UTF8.GetBytes(
            $$"""{"session_id":"s","hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"ls"},"tool_use_id":"toolu_{{number}}"}"""));
        Assert.Equal("{\"continue\":true}\n", await HookProgram.ReadAnswerAsync(hook));
        answered.Add(number);
    }

    /// <summary>The numbers that the running collector shows.</summary>
    private static List<int> Stored(int port)
    {
        using HttpClient http = new();
        using HttpRequestMessage request = new(HttpMethod.Get, $"http://127.0.0.1:{port}/api/events?limit=1000");
        using HttpResponseMessage answer = http.Send(request, Cancellation);
        using JsonDocument json = JsonDocument.Parse(answer.Content.ReadAsStream(Cancellation));
        return [.. json.RootElement.GetProperty("events").EnumerateArray().Select(static stored => NumberOf(stored.GetProperty("data")))];
    }

    private static async Task<List<int>> ReadAsync(string folder)
    {
        await using SqliteEventStore store = SqliteEventStore.Open(new SqliteStoreOptions { Directory = folder });
        List<int> numbers = [];
        await foreach (StoredEvent stored in store.QueryAsync(new EventQuery { Limit = int.MaxValue, OldestFirst = true }, Cancellation))
        {
            numbers.Add(NumberOf(JsonElement.Parse(stored.Data.Span)));
        }

        return numbers;
    }

    private static int NumberOf(JsonElement data) => int.Parse(data.GetProperty("correlation_id").GetString()!["toolu_".Length..], CultureInfo.InvariantCulture);
}
