using System.Globalization;
using System.Text;
using FastEmit.Collector.Alerts;
using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Tests.Alerts;

public sealed class AlertWatchTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    private readonly List<string> _told = [];
    private long _id;

    [Fact]
    public void FailedCalls_ThreeInARow_AreToldOnceAndAgainAfterASuccess()
    {
        AlertWatch watch = Watch(new AlertRule(AlertKind.FailedCalls, 3));

        foreach (bool success in (bool[])[false, false, true, false, false, false, false, true, false, false, false])
        {
            Add(watch, 0, "post_tool", $$$"""{"tool_name":"Bash","tool_use_id":"t","success":{{{(success ? "true" : "false")}}},"tool_input":{"command":"npm test"}}""");
        }

        Assert.Equal(["shop: 3 tool calls failed in a row, the last Bash npm test", "shop: 3 tool calls failed in a row, the last Bash npm test"], _told);
    }

    [Fact]
    public void FailedCalls_OfOneTool_OthersDoNotCount()
    {
        AlertWatch watch = Watch(new AlertRule(AlertKind.FailedCalls, 2, Tool: "Bash"));

        Add(watch, 0, "post_tool", """{"tool_name":"Bash","success":false}""");
        Add(watch, 0, "post_tool", """{"tool_name":"Read","success":true}""");
        Assert.Empty(_told);
        Add(watch, 0, "post_tool", """{"tool_name":"Bash","success":false}""");

        Assert.Single(_told);
    }

    [Fact]
    public void SlowCall_ThatRunsAndThenEnds_IsToldOnce()
    {
        AlertWatch watch = Watch(new AlertRule(AlertKind.SlowCall, 60));

        Add(watch, 0, "pre_tool", """{"tool_name":"Bash","tool_use_id":"t1","tool_input":{"command":"make"}}""");
        watch.Look(Milliseconds(59.9));
        Assert.Empty(_told);
        watch.Look(Milliseconds(61));
        watch.Look(Milliseconds(62));
        Add(watch, 70, "post_tool", """{"tool_name":"Bash","tool_use_id":"t1","success":true,"duration_ms":70000,"tool_input":{"command":"make"}}""");
        Assert.Equal(["shop: Bash make takes 61 s"], _told);

        // The next call of that id is another one.
        Add(watch, 80, "post_tool", """{"tool_name":"Bash","tool_use_id":"t1","success":true,"duration_ms":70000,"tool_input":{"command":"make"}}""");
        Assert.Equal(2, _told.Count);
    }

    [Theory]
    [InlineData("permission_request", """{"tool_name":"Bash","tool_input":{"command":"git push"}}""", "Bash git push")]
    [InlineData("notification", """{"message":"Claude needs your permission to use Bash"}""", "Claude needs your permission to use Bash")]
    public void Waiting_LongerThanTheLimit_IsToldOnceAWait(string type, string data, string what)
    {
        AlertWatch watch = Watch(new AlertRule(AlertKind.Waiting, 30));

        Add(watch, 0, type, data);
        watch.Look(Milliseconds(29));
        Assert.Empty(_told);
        watch.Look(Milliseconds(30));
        watch.Look(Milliseconds(40));
        Assert.Equal([$"shop waits for you since 30 s: {what}"], _told);

        Add(watch, 50, "post_tool", """{"tool_name":"Bash","success":true}""");
        Add(watch, 60, type, data);
        watch.Look(Milliseconds(89));
        Assert.Single(_told);
        watch.Look(Milliseconds(91));
        Assert.Equal(2, _told.Count);
    }

    [Fact]
    public void Cost_OfADayOverTheBudget_IsToldOnceADay()
    {
        AlertWatch watch = Watch(new AlertRule(AlertKind.Cost, 1));

        Add(watch, 0, "token_usage_updated", """{"message_id":"m1","cost_usd":0.75}""");
        Add(watch, 0, "token_usage_updated", """{"message_id":"m1","cost_usd":0.75}""");
        Assert.Empty(_told);
        Add(watch, 0, "token_usage_updated", """{"message_id":"m2","cost_usd":0.75}""");
        Add(watch, 0, "token_usage_updated", """{"message_id":"m3","cost_usd":0.75}""");
        Assert.Equal(["Today has cost $1.50, more than $1.00"], _told);

        Add(watch, 86_400, "token_usage_updated", """{"message_id":"m4","cost_usd":1.25}""");
        Assert.Equal("Today has cost $1.25, more than $1.00", _told[^1]);
        Assert.Equal(2, _told.Count);
    }

    [Fact]
    public void Drops_OfAnEmitter_AreToldByWhatCameSinceTheLastTime()
    {
        AlertWatch watch = Watch(new AlertRule(AlertKind.Drops, 10));

        foreach (double dropped in (double[])[0, 9, 12, 15, 30, 5, 14])
        {
            watch.AddDrops("e1", "build agent", dropped);
        }

        Assert.Equal(
            ["The emitter build agent has dropped 12 events", "The emitter build agent has dropped 18 events", "The emitter build agent has dropped 14 events"], _told);
    }

    [Fact]
    public void Rule_OfAProject_LooksAtNoOther()
    {
        AlertWatch watch = Watch(new AlertRule(AlertKind.SlowCall, 1, Project: "till"), new AlertRule(AlertKind.Waiting, 1, Project: "till"), new AlertRule(AlertKind.Cost, 1, Project: "till"));

        Add(watch, 0, "post_tool", """{"tool_name":"Bash","duration_ms":5000}""");
        Add(watch, 0, "token_usage_updated", """{"message_id":"m1","cost_usd":5}""");
        Add(watch, 0, "permission_request", """{"tool_name":"Bash"}""");
        watch.Look(Milliseconds(100));

        Assert.Empty(_told);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"tool_name":[],"tool_input":7,"cost_usd":"much","success":"no","duration_ms":1e999}""")]
    public void Add_EventsOfAWrongShape_TellNothingAndStopNothing(string data)
    {
        AlertWatch watch = Watch([.. Enum.GetValues<AlertKind>().Select(static kind => new AlertRule(kind, 1_000_000))]);
        foreach (string type in (string[])["pre_tool", "post_tool", "permission_request", "notification", "token_usage_updated", "stop"])
        {
            Add(watch, 0, type, data);
        }

        watch.Look(Milliseconds(10));

        Assert.Empty(_told);
    }

    private AlertWatch Watch(params AlertRule[] rules) => new(rules, (_, text, _, _) => _told.Add(text), TimeZoneInfo.Utc);

    private void Add(AlertWatch watch, double seconds, string type, string data) => watch.Add(new StoredEvent
    {
        Id = ++_id,
        Time = Noon.AddSeconds(seconds),
        Namespace = "/",
        Name = "claude_event",
        Type = type,
        Session = "s1",
        Data = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"subtype":"{{type}}","data":{{data}},"session_id":"s1","cwd":"/home/ada/shop"}""")),
    });

    private static double Milliseconds(double seconds) => Noon.AddSeconds(seconds).ToUnixTimeMilliseconds();
}
