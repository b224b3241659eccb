using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FastEmit.Collector.Tests.Clients;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace FastEmit.Collector.Tests.Alerts;

public sealed class AlertsApiTests : IDisposable
{
    private const string Slow = """{"event":"claude_event","data":{"subtype":"post_tool","data":{"tool_name":"Bash","duration_ms":5000,"tool_input":{"command":"make"}},"session_id":"s1","cwd":"/home/ada/shop"}}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastemit-alerts");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string AlertsFile => Path.Combine(_folder.FullName, "alerts.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Put_Rules_AreTriedFromThenOnAndStandInTheFile()
    {
        await using (CollectorServer server = await StartAsync())
        {
            using ApiClient api = new(server.Url);
            await api.PostAsync(Slow); // Before there are rules: told to nobody.
            Assert.Equal(HttpStatusCode.OK, (await PutAsync(server, """{"rules":[{"when":"slow_call","limit":4}]}""")).Status);
            await api.PostAsync(Slow.Replace("make", "make again", StringComparison.Ordinal));

            JsonElement alert = Assert.Single((await AlertsAsync(api, 1)).GetProperty("alerts").EnumerateArray());
            Assert.Equal("shop: Bash make again takes 5 s", alert.GetProperty("text").GetString());
            Assert.Equal(("slow_call", "s1", "shop"), (alert.GetProperty("when").GetString(), alert.GetProperty("session").GetString(), alert.GetProperty("project").GetString()));
        }

        await using CollectorServer restarted = await StartAsync();
        using ApiClient again = new(restarted.Url);
        Assert.Equal("""[{"when":"slow_call","limit":4}]""", (await again.GetAsync("api/alerts")).GetProperty("rules").GetRawText());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(AlertsFile));
        }
    }

    [Theory]
    [InlineData("""{"rules":[{"when":"often"}]}""", "Rule 1: 'when' is 'often'")]
    [InlineData("""{"webhook":{"url":"http://127.0.0.1/"},"rules":[]}""", "The webhook is set in the file of the rules, not here.")]
    public async Task Put_WhatItDoesNotTake_IsRefusedAndChangesNothing(string body, string reason)
    {
        File.WriteAllText(AlertsFile, """{"webhook":{"url":"http://127.0.0.1:9/x?key=hidden","secret":"hidden"},"rules":[{"when":"cost","limit":5}]}""");
        await using CollectorServer server = await StartAsync();
        using ApiClient api = new(server.Url);

        (HttpStatusCode status, string answer) = await PutAsync(server, body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(reason, JsonDocument.Parse(answer).RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
        string alerts = (await api.GetAsync("api/alerts")).GetRawText();
        Assert.Contains("""[{"when":"cost","limit":5}]""", alerts, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", alerts, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_FileThatIsNoRules_IsRefusedByNameOfFileAndFault()
    {
        File.WriteAllText(AlertsFile, """{"rules":[{"when":"often"}]}""");

        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(StartAsync);

        Assert.StartsWith($"CollectorOptions.AlertsFile: {AlertsFile}: Rule 1: 'when' is 'often'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Webhook_ThatFailsAtFirst_GetsTheAlertAgainSigned()
    {
        await using Receiver receiver = await Receiver.StartAsync(503);
        File.WriteAllText(AlertsFile, $$"""{"webhook":{"url":"{{receiver.Url}}/hook","secret":"s3cret"},"rules":[{"when":"slow_call","limit":4}]}""");
        await using CollectorServer server = await StartAsync();
        using ApiClient api = new(server.Url);
        await api.PostAsync(Slow);

        JsonElement answer = await UntilAsync(api, static alerts => alerts.GetProperty("webhook").GetProperty("sent").GetInt64() == 1);

        Assert.Equal(0, answer.GetProperty("webhook").GetProperty("failed").GetInt64());
        Assert.Equal(2, receiver.Requests.Count);
        foreach ((string timestamp, string signature, string body) in receiver.Requests)
        {
            string expected = Convert.ToHexStringLower(HMACSHA256.HashData("s3cret"u8.ToArray(), Encoding.UTF8.GetBytes($"{timestamp}.{body}")));
            Assert.Equal($"sha256={expected}", signature);
            Assert.Equal("shop: Bash make takes 5 s", JsonDocument.Parse(body).RootElement.GetProperty("text").GetString());
        }
    }

    [Fact]
    public async Task Webhook_ThatRefuses_IsNotAskedAgainAndSaysWhy()
    {
        await using Receiver receiver = await Receiver.StartAsync(400);
        File.WriteAllText(AlertsFile, $$"""{"webhook":{"url":"{{receiver.Url}}/hook"},"rules":[{"when":"slow_call","limit":4}]}""");
        await using CollectorServer server = await StartAsync();
        using ApiClient api = new(server.Url);
        await api.PostAsync(Slow);

        JsonElement answer = await UntilAsync(api, static alerts => alerts.GetProperty("webhook").GetProperty("failed").GetInt64() == 1);

        Assert.Equal("it answered 400", answer.GetProperty("webhook").GetProperty("lastError").GetString());
        Assert.Equal("", Assert.Single(receiver.Requests).Signature);
    }

    private Task<CollectorServer> StartAsync() => CollectorServer.StartAsync(new CollectorOptions { Port = 0, AlertsFile = AlertsFile }, Cancellation);

    private static async Task<(HttpStatusCode Status, string Answer)> PutAsync(CollectorServer server, string body)
    {
        using HttpClient http = new();
        using HttpResponseMessage response = await http.PutAsync(new Uri($"{server.Url}/api/alerts"), new StringContent(body, Encoding.UTF8, "application/json"), Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    private static Task<JsonElement> AlertsAsync(ApiClient api, int count) => UntilAsync(api, alerts => alerts.GetProperty("alerts").GetArrayLength() >= count);

    private static async Task<JsonElement> UntilAsync(ApiClient api, Func<JsonElement, bool> holds)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            JsonElement alerts = await api.GetAsync("api/alerts");
            if (holds(alerts))
            {
                return alerts;
            }

            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>Takes what is posted to it; the first request is answered with a status of the test's choice, the others with 200.</summary>
    private sealed class Receiver : IAsyncDisposable
    {
        private readonly WebApplication _application;

        private Receiver(WebApplication application) => _application = application;

        public ConcurrentQueue<(string Timestamp, string Signature, string Body)> Requests { get; } = [];

        public string Url => _application.Urls.First();

        public static async Task<Receiver> StartAsync(int first)
        {
            WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
            Receiver receiver = new(builder.Build());
            receiver._application.Run(async context =>
            {
                using StreamReader reader = new(context.Request.Body);
                string body = await reader.ReadToEndAsync(Cancellation);
                receiver.Requests.Enqueue((context.Request.Headers["X-FastEmit-Timestamp"].ToString(), context.Request.Headers["X-FastEmit-Signature"].ToString(), body));
                context.Response.StatusCode = receiver.Requests.Count == 1 ? first : StatusCodes.Status200OK;
            });
            await receiver._application.StartAsync(Cancellation);
            return receiver;
        }

        public ValueTask DisposeAsync() => _application.DisposeAsync();
    }
}
