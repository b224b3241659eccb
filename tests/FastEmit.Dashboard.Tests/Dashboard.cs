using System.Globalization;
using System.Text;
using FastEmit.Collector;
using FastEmit.Events;
using Microsoft.Playwright;

namespace FastEmit.Dashboard.Tests;

/// <summary>A collector with its page in a browser, and an emitter that sends to it. Fails the test when the page logs an error.</summary>
internal sealed class Dashboard : IAsyncDisposable
{
    private static readonly HookEventDescriptor PreTool = HookEventDescriptor.Create("pre_tool", "/hook");
    private static readonly HookEventDescriptor PostTool = HookEventDescriptor.Create("post_tool", "/hook");
    private static readonly string ScreenshotFolder = Path.Combine(RepositoryRoot.Path, "artifacts", "dashboard");

    private readonly IBrowserContext _context;
    private readonly List<string> _errors = [];

    private Dashboard(CollectorServer server, HookEmitter emitter, IBrowserContext context, IPage page)
    {
        Server = server;
        Emitter = emitter;
        _context = context;
        Page = page;
        page.PageError += (_, error) => _errors.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _errors.Add($"{message.Text} {message.Location}");
            }
        };
    }

    public CollectorServer Server { get; }

    public HookEmitter Emitter { get; }

    public IPage Page { get; }

    public ILocator Rows => Page.Locator("#events-list .row");

    /// <summary>What the browser complained of: scripts that failed, and what the content security policy stopped.</summary>
    public IReadOnlyList<string> Errors => _errors;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts all three and opens the page.</summary>
    public static async Task<Dashboard> OpenAsync(
        Chromium chromium, BrowserNewContextOptions? browser = null, Action<CollectorOptions>? configure = null, string fragment = "")
    {
        IBrowserContext context = await chromium.OpenAsync(browser);
        CollectorOptions options = new() { Port = 0 };
        configure?.Invoke(options);
        CollectorServer server = await CollectorServer.StartAsync(options, Cancellation);
        HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions
        {
            Url = server.Url,
            Name = "test agent",
            Batch = { Window = TimeSpan.FromMilliseconds(5) },
            Connection = { Auth = options.Token is { } token ? $$"""{"token":"{{token}}"}""" : null },
        });
        context.SetDefaultTimeout(60_000);
        Assertions.SetDefaultExpectTimeout(60_000);
        Dashboard dashboard = new(server, emitter, context, await context.NewPageAsync());
        await dashboard.Page.GotoAsync($"{server.Url}/{fragment}");
        return dashboard;
    }

    /// <summary>Waits until the page gets what happens.</summary>
    public Task LiveAsync() => Assertions.Expect(Page.Locator("#status")).ToHaveAttributeAsync("data-state", "live");

    /// <summary>Emits an event and waits until the collector has it.</summary>
    public async Task EmitAsync(string name, string json, string @namespace = "/hook")
    {
        Assert.Equal(EmitResult.Queued, Emitter.EmitJson(HookEventDescriptor.Create(name, @namespace), Encoding.UTF8.GetBytes(json)));
        await FlushAsync();
    }

    public async Task FlushAsync() => Assert.True((await Emitter.FlushAsync(TimeSpan.FromMinutes(1), Cancellation)).Completed);

    /// <summary>Emits the two events of a tool call; the call ended now and took so long.</summary>
    public void EmitToolCall(string session, string tool, string parameters, TimeSpan duration, bool success, int number)
    {
        DateTimeOffset ended = DateTimeOffset.UtcNow;
        Emit(PreTool, $$"""{"session_id":"{{session}}","correlation_id":"toolu_{{number}}","tool_name":"{{tool}}","parameters":"{{parameters}}","timestamp":"{{Iso(ended - duration)}}"}""");
        Emit(PostTool, $$"""{"session_id":"{{session}}","correlation_id":"toolu_{{number}}","tool_name":"{{tool}}","success":{{(success ? "true" : "false")}},"duration_ms":{{(long)duration.TotalMilliseconds}},"timestamp":"{{Iso(ended)}}"}""");
    }

    /// <summary>A picture of what the page shows, for people: artifacts/dashboard/NAME.png.</summary>
    public async Task ScreenshotAsync(string name)
    {
        Directory.CreateDirectory(ScreenshotFolder);
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(ScreenshotFolder, $"{name}.png") });
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        await Emitter.DisposeAsync();
        await Server.DisposeAsync();
    }

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private void Emit(HookEventDescriptor descriptor, string json) =>
        Assert.Equal(EmitResult.Queued, Emitter.EmitJson(descriptor, Encoding.UTF8.GetBytes(json)));
}
