using static Microsoft.Playwright.Assertions;

namespace FastEmit.Dashboard.Tests;

/// <summary>Events that anybody may send: none of them blanks a part of the page, or makes it say what is not so.</summary>
public sealed class HostileEventsTests(Chromium chromium)
{
    private const string Good = """{"emitter":"good","name":"good one","circuit":"closed","confirmed":7,"dropped":{"ring_full":3},"interval_ms":60000}""";

    [Theory]
    [InlineData("lanes", "[null]")]
    [InlineData("lanes", "[[],7,\"x\",{\"ring_bytes\":\"many\",\"ring_capacity\":null}]")]
    [InlineData("circuit", "\"constructor\"")]
    [InlineData("circuit", "\"__proto__\"")]
    [InlineData("dropped", "{\"constructor\":1,\"__proto__\":2,\"toString\":null}")]
    [InlineData("dropped", "null")]
    [InlineData("pid", "{\"toString\":7}")]
    [InlineData("confirmed", "{\"valueOf\":null}")]
    [InlineData("oldest_pending_ms", "-1e308")]
    [InlineData("last_error", "[{}]")]
    public async Task Report_MemberOfAWrongType_OtherEmittersAndEventsAreShown(string member, string value)
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();

        await dashboard.EmitAsync("fastemit_report", $$"""{"emitter":"bad","name":"bad one","interval_ms":60000,"{{member}}":{{value}}}""", "/");
        await dashboard.EmitAsync("fastemit_report", Good, "/");
        await dashboard.EmitAsync("after", "1");

        await Expect(dashboard.Page.Locator(".emitter .name")).ToHaveTextAsync(["bad one", "good one"]);
        await Expect(dashboard.Page.Locator("#drops-list")).ToContainTextAsync("ring full3");
        await Expect(dashboard.Rows).ToHaveCountAsync(1);
        await Expect(dashboard.Page.Locator(".trouble")).ToHaveCountAsync(0);
        Assert.Empty(dashboard.Errors);
    }

    [Theory]
    [InlineData("__proto__")]
    [InlineData("constructor")]
    [InlineData("toString")]
    public async Task Event_NamedAsAMemberOfEveryObject_IsShownLikeAnyOther(string name)
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();

        await dashboard.EmitAsync(name, $$"""{"session_id":"{{name}}","tool_name":"{{name}}","{{name}}":1}""");

        await Expect(dashboard.Page.Locator(".row .type")).ToHaveTextAsync(name);
        await Expect(dashboard.Page.Locator(".session-row .name")).ToHaveTextAsync(name);
        await Expect(dashboard.Page.Locator(".trouble")).ToHaveCountAsync(0);
        Assert.Empty(dashboard.Errors);
    }

    [Fact]
    public async Task Text_ControlsInIt_AreShownAndNotObeyed()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();

        await dashboard.EmitAsync("a", """{"session_id":"s\u202e1","tool_name":"Ba\u0007sh","file":"gpj.\u202eexe.\u2066x\u200b"}""");

        await Expect(dashboard.Page.Locator(".row .data .control")).ToHaveTextAsync(["U+0007", "U+202E", "U+2066", "U+200B"]);
        await Expect(dashboard.Page.Locator(".session-row .name")).ToHaveTextAsync("sU+202E1");
        Assert.Equal("s⟨U+202E⟩1", await dashboard.Page.Locator(".session-row").GetAttributeAsync("title"));
        bool isObeyed = await dashboard.Page.EvaluateAsync<bool>("/[\\u202e\\u2066\\u0007\\u200b]/.test(document.body.innerText)");
        Assert.False(isObeyed);
    }

    [Fact]
    public async Task Text_EmojiAndWordsThatJoin_StayWhatTheyAre()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();

        await dashboard.EmitAsync("a", """{"text":"👩‍👩‍👧 می‌خواهم ❤️"}""");

        await Expect(dashboard.Page.Locator(".row .data")).ToContainTextAsync("👩‍👩‍👧 می‌خواهم ❤️");
        await Expect(dashboard.Page.Locator(".control")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Ids_VeryLong_AreCut()
    {
        await using Dashboard dashboard = await Dashboard.OpenAsync(chromium);
        await dashboard.LiveAsync();
        string id = new('x', 100_000);

        await dashboard.EmitAsync(id, $$"""{"session_id":"{{id[..400]}}","tool_name":"{{id}}"}""");

        await Expect(dashboard.Rows).ToHaveCountAsync(1);
        await Expect(dashboard.Page.Locator(".session-row")).ToHaveCountAsync(1);
        Assert.InRange(await dashboard.Page.EvaluateAsync<int>("document.documentElement.outerHTML.length"), 1, 40_000);
        int overflow = await dashboard.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth");
        Assert.InRange(overflow, int.MinValue, 0);
    }
}
