using System.Net.Mime;
using FastEmit.Collector;
using FastEmit.Events;
using FastEmit.Interop.Tests.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;

namespace FastEmit.Dashboard.Tests;

/// <summary>A page of somebody else's subscribes to a collector's events with the official client, as docs/collector.md says.</summary>
public sealed class SubscribingPageTests(Chromium chromium)
{
    private const string Token = "correct-horse-battery";

    private static readonly HookEventDescriptor PreTool = HookEventDescriptor.Create("pre_tool", "/hook");
    private static readonly HookEventDescriptor PostTool = HookEventDescriptor.Create("post_tool", "/hook");
    private static readonly HookEventDescriptor Elsewhere = HookEventDescriptor.Create("post_tool", "/elsewhere");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_SubscribedByNamespaceAndType_GetsWhatMatchesOnceAndInOrderAlsoAfterAReconnect()
    {
        await NodeRuntime.EnsureAsync();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        await using WebApplication site = builder.Build();
        string collector = "";
        site.Run(context => context.Request.Path == "/client.js"
            ? context.Response.SendFileAsync(Path.Combine(NodeRuntime.ScriptFolder, "node_modules", "socket.io-client", "dist", "socket.io.min.js"), Cancellation)
            : Results.Content(PageFor(collector), MediaTypeNames.Text.Html).ExecuteAsync(context));
        await site.StartAsync(Cancellation);
        string origin = site.Urls.First();
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0, Token = Token, AllowedOrigins = { origin } }, Cancellation);
        collector = server.Url;
        await using HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions { Url = server.Url, Connection = { Auth = $$"""{"token":"{{Token}}"}""" } });
        await using IBrowserContext browser = await chromium.OpenAsync();
        browser.SetDefaultTimeout(60_000);
        IPage page = await browser.NewPageAsync();
        await page.GotoAsync(origin);
        await page.WaitForFunctionAsync("subscribed === 1");

        await EmitAsync(emitter, (PreTool, 1), (PostTool, 2), (Elsewhere, 3), (PostTool, 4));
        await page.WaitForFunctionAsync("received.length >= 2");
        await page.EvaluateAsync("socket.io.engine.close()");
        await EmitAsync(emitter, (PostTool, 5), (PreTool, 6), (PostTool, 7));
        await page.WaitForFunctionAsync("subscribed === 2 && received.length >= 4");
        await EmitAsync(emitter, (PostTool, 8));
        await page.WaitForFunctionAsync("received.length >= 5");

        Assert.Equal(["/hook post_tool 2", "/hook post_tool 4", "/hook post_tool 5", "/hook post_tool 7", "/hook post_tool 8"], await page.EvaluateAsync<string[]>("received"));
        Assert.Contains("colour", await page.EvaluateAsync<string>("""socket.emitWithAck("fastemit_subscribe", { colour: "red" }).then(answer => answer.error)"""), StringComparison.Ordinal);
    }

    private static string PageFor(string collector) =>
        $$"""
        <!doctype html><script src="client.js"></script><script>
        let subscribed = 0, last;
        const received = [];
        const socket = io("{{collector}}", { auth: { token: "{{Token}}" }, reconnectionDelay: 50 });
        socket.on("connect", async () => {
          const answer = await socket.emitWithAck("fastemit_subscribe", { namespace: "/hook", type: "post_tool", after: last });
          last ??= answer.after;
          subscribed++;
        });
        socket.on("fastemit_event", (event) => {
          last = event.id;
          received.push(`${event.namespace} ${event.name} ${event.data.n}`);
        });
        </script>
        """;

    private static async Task EmitAsync(HookEmitter emitter, params (HookEventDescriptor Event, int Number)[] events)
    {
        foreach ((HookEventDescriptor descriptor, int number) in events)
        {
            Assert.Equal(EmitResult.Queued, emitter.EmitJson(descriptor, System.Text.Encoding.UTF8.GetBytes($$"""{"n":{{number}}}""")));
            Assert.True((await emitter.FlushAsync(TimeSpan.FromMinutes(1), Cancellation)).Completed); // One lane after the other: the order is the test's.
        }
    }
}
