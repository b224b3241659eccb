using System.Text;
using FastEmit.Events;
using FastEmit.FaultProxy;
using static Microsoft.Playwright.Assertions;

namespace FastEmit.Dashboard.Tests;

/// <summary>What a screen reader says by itself: when something begins, and not with every figure that changes.</summary>
public sealed class LiveRegionTests(Chromium chromium)
{
    private const string Count =
        """
        () => {
          const regions = document.querySelectorAll("[aria-live], [role=status], [role=alert], [role=log]");
          globalThis.said = [];
          const observer = new MutationObserver((changes) => globalThis.said.push(...changes.map(({ target }) => target.textContent)));
          regions.forEach((region) => observer.observe(region, { childList: true, characterData: true, subtree: true }));
          return regions.length;
        }
        """;

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);

    /// <summary>Ten seconds of the collector's clock with a thousand events, of which some fail.</summary>
    [Fact]
    public async Task Regions_TenSecondsOfFastEvents_SayNextToNothing()
    {
        ManualTimeProvider time = new(DateTimeOffset.UtcNow);
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium, configure: options => options.TimeProvider = time);
        HookEventDescriptor descriptor = HookEventDescriptor.Create("claude_event", "/hook");
        await Expect(dashboard.Page.Locator("#status")).ToHaveAttributeAsync("data-state", "live");
        Assert.InRange(await dashboard.Page.EvaluateAsync<int>(Count), 4, 20);

        for (int beat = 1; beat <= 40; beat++)
        {
            for (int i = 0; i < 25; i++)
            {
                dashboard.Emitter.EmitJson(descriptor, Encoding.UTF8.GetBytes(
                    $$"""{"subtype":"post_tool","session_id":"s{{i % 5}}","cwd":"/home/ada/shop","data":{"tool_name":"Bash","success":{{(i == 7 ? "false" : "true")}},"duration_ms":{{i}} } }"""));
            }

            await dashboard.FlushAsync();
            time.Advance(Beat);
        }

        await Expect(dashboard.Page.Locator("#f-events")).ToHaveTextAsync("1,000");
        string[] said = await dashboard.Page.EvaluateAsync<string[]>("globalThis.said");
        Assert.True(said.Length <= 2, $"It said: {string.Join(" | ", said)}");
        Assert.Empty(dashboard.Errors);
    }

    /// <summary>Its figures grow with every message; it is said once.</summary>
    [Fact]
    public async Task Troubles_OfAStoreThatStands_AreSaidOnceAndShownAsTheyAre()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();
        await dashboard.Page.EvaluateAsync(Count);

        string shown = await dashboard.Page.EvaluateAsync<string>(
            """
            async () => {
              const { Troubles } = await import("/troubles.js");
              const place = document.createElement("div");
              const troubles = new Troubles(place, document.getElementById("troubles-said"));
              for (let second = 0; second <= 60; second++) {
                troubles.showStore({ waiting: 1000 + second, stored: 7 }, second * 1000);
              }

              await new Promise((resolve) => setTimeout(resolve));
              return place.textContent;
            }
            """);

        Assert.Equal("The store has taken nothing for 1 m 00 s: 1.0 KiB wait to be stored, and their senders with them.", shown);
        Assert.Equal(["The store has taken nothing for 3 s: 1003 B wait to be stored, and their senders with them."], await dashboard.Page.EvaluateAsync<string[]>("globalThis.said"));
    }
}
