using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FastEmit.Dashboard.Tests;

/// <summary>A session read as a conversation.</summary>
public sealed class ConversationTests(Chromium chromium)
{
    [Fact]
    public async Task Session_PromptCallsAndAnswer_ReadAsAConversation()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();
        await SendAsync("user_prompt", """ "prompt":"Fix the failing test" """);
        await SendAsync("pre_tool", """ "tool_name":"Bash","tool_use_id":"t1","tool_input":{"command":"npm test"} """);
        await SendAsync("post_tool", """ "tool_name":"Bash","tool_use_id":"t1","success":false,"duration_ms":900,"tool_input":{"command":"npm test"},"tool_response":{"stdout":"1 failed\nof 12","stderr":"exit 1"} """);
        await SendAsync("subagent_start", """ "agent_id":"a1","agent_type":"explorer" """);
        await SendAsync("post_tool", """ "agent_id":"a1","agent_type":"explorer","tool_name":"Grep","tool_use_id":"t2","success":true,"duration_ms":100,"tool_input":{"pattern":"sum"} """);
        await SendAsync("token_usage_updated", """ "agent_id":"a1","message_id":"m1","model":"small","total_tokens":1500,"cost_usd":0.25 """);
        await SendAsync("pre_compact", """ "trigger":"auto" """);
        await SendAsync("post_tool", """ "tool_name":"Edit","tool_use_id":"t3","success":true,"duration_ms":20,"tool_input":{"file_path":"src/a.js","old_string":"a\nb\nc","new_string":"a\n<b>x</b>\nc"} """);
        await SendAsync("post_tool", """ "tool_name":"Bash","tool_use_id":"t4","success":false,"duration_ms":50,"tool_input":{"command":"git push"},"error":"rejected" """);
        await SendAsync("pre_tool", """ "tool_name":"Bash","tool_use_id":"t5","tool_input":{"command":"git pull"} """);
        await SendAsync("stop", """ "last_assistant_message":"All 12 pass." """);
        await SendAsync("post_tool", """ "tool_name":[],"tool_input":[null],"tool_response":{"stdout":7},"success":"no" """);

        await dashboard.Page.Locator(".session-row").ClickAsync();

        ILocator said = dashboard.Page.Locator(".chat .said");
        await Expect(said).ToHaveCountAsync(10);
        await Expect(said.Nth(0)).ToContainTextAsync("Fix the failing test");
        await Expect(said.Nth(1)).ToContainTextAsync("Bash npm test");
        await Expect(said.Nth(1).Locator(".output.bad")).ToHaveTextAsync("exit 1");
        await Expect(said.Nth(1).Locator("summary")).ToHaveTextAsync("output, 2 lines");
        await Expect(said.Nth(4)).ToContainTextAsync("compaction auto");
        Assert.Equal("− b\n+ <b>x</b>\n", await said.Nth(5).Locator(".diff").EvaluateAsync<string>("element => element.textContent"));
        await Expect(said.Nth(7)).ToContainTextAsync("running");
        await Expect(said.Nth(8)).ToContainTextAsync("All 12 pass.");
        Assert.Equal(
            ["agent|4|2|970 ms|–|–", "└ explorer|1|–|100 ms|1,500|$0.25"],
            await dashboard.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('.tree tbody tr')].map(row => [...row.cells].map(cell => cell.textContent).join('|'))"));

        await dashboard.Page.ClickAsync(".next-failure");
        await Expect(dashboard.Page.Locator(".call.current")).ToContainTextAsync("npm test");
        await dashboard.Page.ClickAsync(".next-failure");
        await Expect(dashboard.Page.Locator(".call.current")).ToContainTextAsync("git push");
        await dashboard.ScreenshotAsync("session");
        await dashboard.Page.ClickAsync(".next-failure");
        await Expect(dashboard.Page.Locator(".call.current")).ToContainTextAsync("npm test");
        Assert.Empty(dashboard.Errors);

        Task SendAsync(string type, string members) => dashboard.EmitAsync(
            "claude_event", $$"""{"subtype":"{{type}}","data":{ {{members}} },"session_id":"s1","cwd":"/home/ada/shop","agent":"claude"}""");
    }

    /// <summary>As in the collector's overview, the best source counts, and calls come from OTLP only where there are no hooks.</summary>
    [Fact]
    public async Task Agents_OfASessionThatOtlpTellsOf_HaveItsTokensOnce()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();
        await SendAsync("metric", """ "model":"large","input_tokens":400,"cost_usd":9 """);
        await SendAsync("api_request", """ "model":"large","input_tokens":10,"output_tokens":20,"cost_usd":0.5 """);
        await SendAsync("api_request", """ "agent_id":"a1","model":"small","input_tokens":3,"output_tokens":4,"cost_usd":0.25 """);
        await SendAsync("tool_result", """ "tool_name":"Bash","success":false,"duration_ms":40 """);
        await SendAsync("span", """ "gen_ai.operation.name":"invoke_agent","input_tokens":13,"output_tokens":24 """);

        await dashboard.Page.Locator(".session-row").ClickAsync();
        await Expect(dashboard.Page.Locator(".tree tbody tr")).ToHaveTextAsync(["agent1140 ms30$0.50", "└ a1–––7$0.25"]);
        Assert.Empty(dashboard.Errors);

        Task SendAsync(string name, string members)
        {
            string signal = name is "metric" or "span" ? name : "log";
            return dashboard.EmitAsync(name, $$"""{"subtype":"otel_{{name}}","data":{"otlp":"{{signal}}",{{members}}},"session_id":"s1"}""", "/otlp");
        }
    }

    [Fact]
    public async Task Replay_OfASession_ShowsWhatWasSaidInItsOrder()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();
        string[] seconds = ["00", "01", "02", "03"];
        foreach (string second in seconds)
        {
            // Posted: the emitter of these tests stamps its own time.
            await dashboard.Page.EvaluateAsync(
                "body => fetch('api/events', { method: 'POST', body })",
                $$$"""{"event":"claude_event","data":{"subtype":"user_prompt","timestamp":"2026-11-20T10:00:{{{second}}}Z","data":{"prompt":"prompt {{{second}}}"},"session_id":"s1","cwd":"/home/ada/shop"}}""");
        }

        await dashboard.Page.Locator(".session-row").ClickAsync();
        ILocator shown = dashboard.Page.Locator(".said:visible");
        await Expect(shown).ToHaveCountAsync(4);
        await Expect(dashboard.Page.Locator("#session-title")).ToHaveTextAsync("shop: prompt 00");

        // A place of one's own, by keyboard.
        await dashboard.Page.FocusAsync(".replay input");
        await dashboard.Page.Keyboard.PressAsync("Home");
        await Expect(shown).ToHaveCountAsync(1);
        await dashboard.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(shown).ToHaveTextAsync([new Regex("prompt 00"), new Regex("prompt 01")]);
        await Expect(dashboard.Page.Locator(".replay-play")).ToHaveTextAsync("Go on");

        // On from there, at the speed that was chosen, by the clock of the events.
        await dashboard.Page.EvaluateAsync(
            """
            () => {
              const wait = window.setTimeout;
              window.waits = 0;
              window.setTimeout = (act, ms) => (ms === 100 && window.waits++, wait(act, ms)); // The page has other timers.
            }
            """);
        await dashboard.Page.SelectOptionAsync(".replay select", "10");
        await dashboard.Page.ClickAsync(".replay-play");
        await Expect(shown).ToHaveCountAsync(4);
        await Expect(dashboard.Page.Locator(".replay-play")).ToHaveTextAsync("Replay");
        int waits = await dashboard.Page.EvaluateAsync<int>("window.waits");
        Assert.Equal(2, waits);
        Assert.Empty(dashboard.Errors);
    }
}
