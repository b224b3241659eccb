using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace FastEmit.Cli.Tests.Stressing;

public sealed class StressRunTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_OneConnectionOneProducer_EveryEventArrivesInOrderOfItsNumber()
    {
        const int Events = 50_000; // more than a ring holds
        await using RecordingCollector collector = await RecordingCollector.StartAsync();

        CommandLineSession session = await StressAsync(collector.Url, Events, "--connections", "1");

        Assert.Equal(0, session.ExitCode);
        Assert.Equal(Enumerable.Range(0, Events), collector.Events.Select(static received => received.Json.GetProperty("duration_ms").GetInt32()));
        Assert.Equal(Events, session.Json.GetProperty("confirmed").GetInt32());
        Assert.Empty(session.Json.GetProperty("dropped").EnumerateObject());
        Assert.Equal(1, collector.Stats.Connections);
    }

    [Fact]
    public async Task RunAsync_FirstEvent_IsTheReferenceEventByteForByte()
    {
        await using RecordingCollector collector = await RecordingCollector.StartAsync();

        await StressAsync(collector.Url, 1, "--connections", "1");

        RecordedEvent received = Assert.Single(collector.Events);
        Assert.Equal(
            """{"type":"hook","subtype":"pre_tool","timestamp":"2026-11-21T23:07:00.0000000Z","session_id":"3f0c1f3e-8a1b-4b2c-9d3e-1234567890ab","tool_name":"Bash","success":true,"duration_ms":0}""",
            received.Data);
        Assert.Equal(("/", "claude_event"), (received.Namespace, received.Name));
        Assert.Equal(200, $"42[\"claude_event\",{received.Data}]".Length);
    }

    [Fact]
    public async Task RunAsync_SeveralConnectionsAndProducers_EveryNumberArrivesOnceAndInOrderWithinItsSession()
    {
        const int Events = 50_000;
        await using RecordingCollector collector = await RecordingCollector.StartAsync();

        CommandLineSession session = await StressAsync(collector.Url, Events, "--connections", "5", "--producers", "3");

        Assert.Equal(0, session.ExitCode);
        Assert.Empty(session.Json.GetProperty("dropped").EnumerateObject());
        Assert.Equal(5, collector.Stats.Connections);
        List<(string Session, int Number)> arrived = [.. collector.Events
            .Select(static received => received.Json)
            .Select(static json => (json.GetProperty("session_id").GetString()!, json.GetProperty("duration_ms").GetInt32()))];
        Assert.Equal(Enumerable.Range(0, Events), arrived.Select(static @event => @event.Number).Order());
        Assert.All(arrived.GroupBy(static @event => @event.Session), static events =>
            Assert.Equal(events.Select(static @event => @event.Number).Order(), events.Select(static @event => @event.Number)));
    }

    [Fact]
    public async Task RunAsync_Json_HasTheFieldsOfEmitAndTheMeasurements()
    {
        await using RecordingCollector collector = await RecordingCollector.StartAsync();

        CommandLineSession session = await StressAsync(collector.Url, 20_000, "--connections", "1");

        JsonElement json = session.Json;
        Assert.Equal(
            [
                "offered", "confirmed", "written", "pending", "fellBack", "dropped", "resent", "reconnects", "seconds", "eventsPerSecond",
                "allocatedBytesPerEvent", "cpuMicrosecondsPerEvent", "peakMemoryBytes", "emitNanoseconds",
            ],
            json.EnumerateObject().Select(static member => member.Name));
        Assert.True(json.GetProperty("cpuMicrosecondsPerEvent").GetDouble() > 0);
        JsonElement emit = json.GetProperty("emitNanoseconds");
        long[] latencies = [.. emit.EnumerateObject().Select(static member => member.Value.GetInt64())];
        Assert.Equal(["p50", "p99", "p999", "max"], emit.EnumerateObject().Select(static member => member.Name));
        Assert.Equal(latencies.Order(), latencies);
        Assert.True(latencies[0] > 0);
    }

    [Fact]
    public async Task RunAsync_ServerAbsent_GivesUpNamesItAndMeasuresNothing()
    {
        string url = RecordingCollector.ReserveAbsentUrl();

        CommandLineSession session = await StressAsync(url, 100_000, "--timeout", "0.3");

        Assert.Equal(1, session.ExitCode);
        JsonElement json = session.Json;
        Assert.Equal(0, json.GetProperty("confirmed").GetInt64());
        Assert.Equal(json.GetProperty("offered").GetInt64(), json.GetProperty("pending").GetInt64());
        Assert.Empty(json.GetProperty("dropped").EnumerateObject());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("allocatedBytesPerEvent").ValueKind);
        Assert.Contains($"Cannot connect to {url}", session.Error, StringComparison.Ordinal);
        Assert.Contains("were never emitted", session.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ServerRefusesAndComesBack_EveryEventArrives()
    {
        using var broken = new TcpListener(IPAddress.Loopback, 0);
        broken.Start();
        int port = ((IPEndPoint)broken.LocalEndpoint).Port;
        Task<CommandLineSession> running = StressAsync($"http://127.0.0.1:{port}", 1000, "--connections", "5");
        for (int resets = 0; resets < 5; resets++)
        {
            using Socket connection = await broken.AcceptSocketAsync(Cancellation);
            connection.Close(timeout: 0); // a reset
        }

        broken.Stop();
        await using RecordingCollector collector = await RecordingCollector.StartAsync(port: port);
        CommandLineSession session = await running;

        Assert.Equal(0, session.ExitCode);
        Assert.Equal(1000, collector.Stats.Events);
        Assert.Equal(1000, session.Json.GetProperty("confirmed").GetInt64());
    }

    [Fact]
    public async Task RunAsync_Interrupted_FlushesWhatWasEmittedAndFallsShort()
    {
        await using RecordingCollector collector = await RecordingCollector.StartAsync();
        using var interruption = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task<CommandLineSession> running = CommandLineSession.RunAsync(
            "", ["stress", "--url", collector.Url, "--events", "2147483647", "--json"], interruption.Token);
        await collector.WaitForArrivalsAsync(1000);

        await interruption.CancelAsync();
        CommandLineSession session = await running;

        Assert.Equal(1, session.ExitCode);
        long queued = session.Json.GetProperty("offered").GetInt64();
        Assert.InRange(queued, 1000, int.MaxValue - 1);
        Assert.Equal(queued, session.Json.GetProperty("confirmed").GetInt64());
        Assert.Equal(queued, collector.Stats.Events);
    }

    private static Task<CommandLineSession> StressAsync(string url, int events, params string[] arguments) => CommandLineSession.RunAsync(
        ["stress", "--url", url, "--events", events.ToString(System.Globalization.CultureInfo.InvariantCulture), "--json", .. arguments]);
}
