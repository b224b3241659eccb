using System.Text;
using FastEmit.Events;
using static Microsoft.Playwright.Assertions;

namespace FastEmit.Dashboard.Tests;

/// <summary>What emitters report of themselves.</summary>
public sealed class EmittersTests(Chromium chromium)
{
    [Fact]
    public async Task Emitters_OneReports_ShowsLanesCircuitAndDrops()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();
        await using HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions
        {
            Url = dashboard.Server.Url,
            Name = "build agent",
            MaxConnections = 3,
            MaxEventBytes = 10_000,
            Notices = { ReportInterval = TimeSpan.FromMilliseconds(100) },
        });
        HookEventDescriptor descriptor = HookEventDescriptor.Create("a");

        Assert.Equal(EmitResult.Queued, emitter.EmitJson(descriptor, "1"u8));
        Assert.Equal(EmitResult.TooLarge, emitter.EmitJson(descriptor, Encoding.UTF8.GetBytes($"\"{new string('x', 20_000)}\"")));

        await Expect(dashboard.Page.Locator(".emitter .name")).ToHaveTextAsync("build agent");
        await Expect(dashboard.Page.Locator(".emitter .badge")).ToHaveTextAsync("circuit closed");
        await Expect(dashboard.Page.Locator(".lanes .dot")).ToHaveTextAsync(["lane 1", "lane 2", "lane 3"]);
        await Expect(dashboard.Page.Locator(".lanes .dot.on")).ToHaveCountAsync(1);
        await Expect(dashboard.Page.Locator("#drops-list li")).ToHaveTextAsync("too large1");
        await Expect(dashboard.Page.Locator("#f-dropped")).ToHaveTextAsync("1");
        await Expect(dashboard.Rows).ToHaveCountAsync(1); // Reports are not among the events.
        Assert.Empty(dashboard.Errors);
    }

    [Fact]
    public async Task Emitters_ReportThatIsNone_DoesThePageNoHarm()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();

        await dashboard.EmitAsync("fastemit_report", """{"emitter":"x","name":"odd","lanes":7,"dropped":"many","confirmed":"<b>","circuit":{},"pid":[],"interval_ms":60000}""", "/");

        await Expect(dashboard.Page.Locator(".emitter .name")).ToHaveTextAsync("odd");
        Assert.Empty(dashboard.Errors);
    }

    [Fact]
    public async Task Status_CollectorGone_SaysSinceWhenAndKeepsTheList()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();

        await dashboard.EmitAsync("a", "1");
        await Expect(dashboard.Rows).ToHaveCountAsync(1);
        await dashboard.Server.StopAsync(TestContext.Current.CancellationToken);

        await Expect(dashboard.Page.Locator("#status")).ToContainTextAsync("Not connected since ");
        await Expect(dashboard.Rows).ToHaveCountAsync(1); // What was there stays.
    }
}
