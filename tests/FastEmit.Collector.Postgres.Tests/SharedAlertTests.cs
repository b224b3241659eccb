using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using FastEmit.Collector.Sqlite.Tests;
using FastEmit.Collector.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace FastEmit.Collector.Postgres.Tests;

/// <summary>Collectors with the same rules on one database: one of them posts each alert.</summary>
public sealed class SharedAlertTests(PostgresServer server, ITestOutputHelper output) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastemit-alerts-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Webhook_OfTwoCollectors_GetsEachAlertOnceAndFromTheOtherWhenOneIsKilled()
    {
        server.Require();
        await server.RunAsync("CREATE DATABASE alerts");
        string database = server.UrlFor("postgres", PostgresServer.Password, "alerts");
        await using Receiver receiver = await Receiver.StartAsync();
        string[] secrets = ["first collector", "second collector"];
        int[] ports = [ReservePort(), ReservePort()];
        CollectorProcess[] collectors = await Task.WhenAll(secrets.Select((secret, i) => CollectorProcess.StartAsync(
            ports[i], ["--store", database, "--alerts", RulesOf(i, receiver.Url, secret)])));
        try
        {
            await PostSlowAsync(ports[0], "one", "two", "three");
            await Expect.TrueAsync(() => receiver.Requests.Count == 3);
            await PostSlowAsync(ports[1], Receiver.Held);
            await Expect.TrueAsync(() => receiver.Requests.Count == 4);

            int victim = Array.FindIndex(secrets, secret => receiver.Requests.Last().IsSignedWith(secret));
            await collectors[victim].KillAsync();
            long killedAt = Stopwatch.GetTimestamp();
            await Expect.TrueAsync(() => receiver.Requests.Count == 5);
            output.WriteLine($"the other collector posted after {Stopwatch.GetElapsedTime(killedAt).TotalSeconds:F1} s");
            await PostSlowAsync(ports[1 - victim], "last");
            await Expect.TrueAsync(() => receiver.Requests.Count == 6);

            Assert.Equal(["held", "held", "last", "one", "three", "two"], receiver.Requests.Select(static request => request.What).Order(StringComparer.Ordinal));
            Assert.True(receiver.Requests.ElementAt(4).IsSignedWith(secrets[1 - victim]));
        }
        finally
        {
            foreach (CollectorProcess collector in collectors)
            {
                collector.Dispose();
            }
        }
    }

    [Fact]
    public async Task ClaimAsync_OfTwoCollectors_IsOnesUntilItsTimeIsOverAndNobodysWhenItIsDone()
    {
        server.Require();
        PostgresStoreOptions options = server.NewOptions();
        await using PostgresEventStore first = await PostgresEventStore.OpenAsync(options, Cancellation);
        await using PostgresEventStore second = await PostgresEventStore.OpenAsync(options, Cancellation);
        TimeSpan hour = TimeSpan.FromHours(1);

        Assert.Equal(WorkClaim.Mine, await first.ClaimAsync("work", hour, Cancellation));
        Assert.Equal(WorkClaim.Taken, await second.ClaimAsync("work", hour, Cancellation));
        Assert.Equal(WorkClaim.Mine, await second.ClaimAsync("other work", hour, Cancellation));
        Assert.Equal(WorkClaim.Mine, await first.ClaimAsync("work", TimeSpan.Zero, Cancellation));
        Assert.Equal(WorkClaim.Mine, await second.ClaimAsync("work", hour, Cancellation));
        Assert.Equal(WorkClaim.Taken, await first.ClaimAsync("work", hour, Cancellation));
        await second.FinishAsync("work", Cancellation);
        Assert.Equal(WorkClaim.Done, await first.ClaimAsync("work", hour, Cancellation));
        Assert.Equal(WorkClaim.Done, await second.ClaimAsync("work", TimeSpan.Zero, Cancellation));
    }

    private string RulesOf(int collector, string webhook, string secret)
    {
        string path = Path.Combine(_folder.FullName, $"{collector}.json");
        File.WriteAllText(path, $$"""{"webhook":{"url":"{{webhook}}","secret":"{{secret}}"},"rules":[{"when":"slow_call","limit":4}]}""");
        return path;
    }

    private static async Task PostSlowAsync(int port, params string[] commands)
    {
        using HttpClient http = new();
        foreach (string command in commands)
        {
            using StringContent body = new(
                $$$"""{"event":"claude_event","data":{"subtype":"post_tool","data":{"tool_name":"Bash","duration_ms":5000,"tool_input":{"command":"{{{command}}}"}},"session_id":"{{{command}}}","cwd":"/home/ada/shop"}}""",
                Encoding.UTF8,
                "application/json");
            (await http.PostAsync(new Uri($"http://127.0.0.1:{port}/api/events"), body, Cancellation)).EnsureSuccessStatusCode();
        }
    }

    private static int ReservePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed record Request(string Timestamp, string Signature, string Body)
    {
        public string What => Body.Split("Bash ")[1].Split(' ')[0];

        public bool IsSignedWith(string secret) =>
            Signature == $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{Timestamp}.{Body}")))}";
    }

    /// <summary>Takes what is posted to it. The first request about <see cref="Held"/> gets no answer.</summary>
    private sealed class Receiver : IAsyncDisposable
    {
        public const string Held = "held";

        private readonly WebApplication _application;

        private Receiver(WebApplication application) => _application = application;

        public ConcurrentQueue<Request> Requests { get; } = [];

        public string Url => _application.Urls.First();

        public static async Task<Receiver> StartAsync()
        {
            WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
            Receiver receiver = new(builder.Build());
            int held = 0;
            receiver._application.Run(async context =>
            {
                using StreamReader reader = new(context.Request.Body);
                string body = await reader.ReadToEndAsync(Cancellation);
                Request request = new(context.Request.Headers["X-FastEmit-Timestamp"].ToString(), context.Request.Headers["X-FastEmit-Signature"].ToString(), body);
                receiver.Requests.Enqueue(request);
                if (request.What == Held && Interlocked.Exchange(ref held, 1) == 0)
                {
                    await Task.Delay(Timeout.Infinite, context.RequestAborted);
                }
            });
            await receiver._application.StartAsync(Cancellation);
            return receiver;
        }

        public ValueTask DisposeAsync() => _application.DisposeAsync();
    }
}
