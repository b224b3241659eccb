using System.Net;
using System.Text.Json;

namespace FastEmit.Samples.Tests;

/// <summary>Each sample, run as its first lines say, with what the server received.</summary>
public sealed class SampleTests : IAsyncLifetime
{
    private const int TimeoutMs = 120_000;

    private EventServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await EventServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact(Timeout = TimeoutMs)]
    public async Task Console_ServerThere_TenEventsInOrderAndExitCodeZero()
    {
        await using SampleProcess sample = SampleProcess.Start("Console", _server.Url);

        Assert.Equal("10 confirmed, 0 pending, 0 dropped", await sample.ReadLineAsync("confirmed", Cancel));
        Assert.Equal(0, await sample.ExitAsync(Cancel));
        Assert.Equal(Enumerable.Range(1, 10).Select(static i => 10 * i), _server.Data.Select(static data => data.GetProperty("duration_ms").GetInt32()));
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Console_ServerGone_SaysSoAndExitsWithOne()
    {
        await using SampleProcess sample = SampleProcess.Start("Console", "http://127.0.0.1:1");

        Assert.Equal("0 confirmed, 10 pending, 0 dropped", await sample.ReadLineAsync("confirmed", Cancel));
        Assert.Equal(1, await sample.ExitAsync(Cancel));
    }

    /// <summary>`npm test` compiles the server with the files that the build has just written, and starts the emitter.</summary>
    [Fact(Timeout = 2 * TimeoutMs)]
    public async Task Contract_NpmTest_ServerTypedByTheRecordsGetsWhatTheyEmit()
    {
        NodeFolder server = new("samples", "Contract", "server");
        await server.EnsureAsync();
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Name; // artifacts/bin/PROJECT/debug
        string emitter = Path.Combine(RepositoryRoot.Path, "artifacts", "bin", "FastEmit.Samples.Contract", configuration, "FastEmit.Samples.Contract.dll");
        Assert.Contains("# pass 1", await server.RunAsync("npm", ["test"], ("EMITTER_DLL", emitter)), StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Worker_StoppedBySignal_DrainsAndItsWarningsAreEventsToo()
    {
        await using SampleProcess sample = SampleProcess.Start("Worker", "--FastEmit:Url", _server.Url);
        await sample.ReadLineAsync("another ten jobs", Cancel); // On its console.
        Assert.Equal(0, await sample.StopAsync(Cancel));

        int[] jobs = [.. _server.Events.Where(static received => received.Name == "job_done").Select(static received => JsonElement.Parse(received.Data).GetProperty("number").GetInt32())];
        Assert.True(jobs.Length >= 10);
        Assert.Equal(Enumerable.Range(1, jobs.Length), jobs);
        (string _, string _, string warning) = Assert.Single(_server.Events, static received => received is { Namespace: "/log", Name: "message" } && received.Data.Contains("another ten", StringComparison.Ordinal));
        Assert.Equal("Queue mail has done another ten jobs", JsonElement.Parse(warning).GetProperty("message").GetString());
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task AspNetCore_Requests_OneEventEachWithRouteAndStatus()
    {
        await using SampleProcess sample = SampleProcess.Start("AspNetCore", "--urls", "http://127.0.0.1:0", "--FastEmit:Url", _server.Url);
        string listening = await sample.ReadLineAsync("Now listening on: ", Cancel);
        using HttpClient client = new() { BaseAddress = new Uri(listening[listening.IndexOf("http", StringComparison.Ordinal)..]) };

        Assert.Equal("Hello, anna!", await client.GetStringAsync("/hello/anna", Cancel));
        Assert.Equal(HttpStatusCode.InternalServerError, (await client.GetAsync("/fail", Cancel)).StatusCode);
        Assert.Equal("Healthy", await client.GetStringAsync("/health", Cancel));
        Assert.Equal(0, await sample.StopAsync(Cancel));

        Assert.Equal(
            [("/hello/{name}", 200), ("/fail", 500), ("/health", 200)],
            _server.Data.Select(static data => (data.GetProperty("route").GetString()!, data.GetProperty("status_code").GetInt32())));
    }

    /// <summary>The sample is built with the request delegate generator.</summary>
    [Fact(Timeout = TimeoutMs)]
    public async Task AspNetCore_EndpointThatEmits_AnswersAndTheEventArrives()
    {
        await using SampleProcess sample = SampleProcess.Start("AspNetCore", "--urls", "http://127.0.0.1:0", "--FastEmit:Url", _server.Url);
        string listening = await sample.ReadLineAsync("Now listening on: ", Cancel);
        using HttpClient client = new() { BaseAddress = new Uri(listening[listening.IndexOf("http", StringComparison.Ordinal)..]) };

        Assert.Equal(HttpStatusCode.Accepted, (await client.PostAsync("/orders/A-7", null, Cancel)).StatusCode);
        Assert.Equal(0, await sample.StopAsync(Cancel));

        (string _, string _, string order) = Assert.Single(_server.Events, static received => received.Name == "order_placed");
        Assert.Equal("""{"order_id":"A-7"}""", order[..(order.IndexOf("A-7", StringComparison.Ordinal) + 4)] + "}");
    }
}
