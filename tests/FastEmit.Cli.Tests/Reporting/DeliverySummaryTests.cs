using FastEmit.Cli.Reporting;

namespace FastEmit.Cli.Tests.Reporting;

public sealed class DeliverySummaryTests
{
    [Fact]
    public void WriteMembers_NothingDropped_HasEveryFieldThatScriptsReadAndAnEmptyObject()
    {
        var stats = new HookEmitterStats { Queued = 10, Confirmed = 8, Pending = 2, Resent = 3, Reconnects = 1 };

        Assert.Equal(
            """{"queued":10,"confirmed":8,"pending":2,"dropped":{},"resent":3,"reconnects":1,"seconds":0.5,"eventsPerSecond":16}""",
            Write(new DeliverySummary(stats, TimeSpan.FromSeconds(0.5))));
    }

    [Fact]
    public void WriteMembers_LastError_IsAddedLegibly()
    {
        var stats = new HookEmitterStats { LastError = "http://localhost:1: 'refused' – später" };

        Assert.EndsWith(
            ""","seconds":0,"eventsPerSecond":0,"lastError":"http://localhost:1: 'refused' – später"}""",
            Write(new DeliverySummary(stats, TimeSpan.Zero)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void IsComplete_SomethingPending_IsFalse() =>
        Assert.False(new DeliverySummary(new HookEmitterStats { Queued = 2, Confirmed = 1, Pending = 1 }, TimeSpan.Zero).IsComplete);

    [Fact]
    public void IsComplete_PingsUnanswered_IsFalseAndTheReportSaysWhy()
    {
        var summary = new DeliverySummary(new HookEmitterStats { Queued = 1, Confirmed = 1, UnconfirmedLanes = 2 }, TimeSpan.FromSeconds(1));

        Assert.False(summary.IsComplete);
        Assert.EndsWith(",\"unconfirmedLanes\":2}", Write(summary), StringComparison.Ordinal);
        Assert.Contains("answers no WebSocket pings", Assert.Single(Shortfall.Describe(summary, "http://localhost", TimeSpan.FromSeconds(1))), StringComparison.Ordinal);
    }

    [Fact]
    public void IsComplete_NothingAskedFor_IsTrue() =>
        Assert.True(new DeliverySummary(default, TimeSpan.Zero).IsComplete);

    private static string Write(DeliverySummary summary)
    {
        var output = new StringWriter();
        JsonReport.Write(output, summary.WriteMembers);
        return output.ToString().TrimEnd();
    }
}
