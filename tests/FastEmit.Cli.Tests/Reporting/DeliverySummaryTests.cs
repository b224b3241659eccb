using FastEmit.Cli.Delivering;
using FastEmit.Cli.Reporting;

namespace FastEmit.Cli.Tests.Reporting;

public sealed class DeliverySummaryTests
{
    [Fact]
    public void WriteMembers_NothingDropped_HasEveryFieldThatScriptsReadAndAnEmptyObject()
    {
        var stats = new HookEmitterStats { Offered = 13, Confirmed = 7, Written = 1, Pending = 2, FellBack = 3, Resent = 3, Reconnects = 1 };

        Assert.Equal(
            """{"offered":13,"confirmed":7,"written":1,"pending":2,"fellBack":3,"dropped":{},"resent":3,"reconnects":1,"seconds":0.5,"eventsPerSecond":16}""",
            Write(new DeliverySummary(stats, DeliveryGuarantee.AtLeastOnce, TimeSpan.FromSeconds(0.5))));
    }

    [Fact]
    public void WriteMembers_LastError_IsAddedLegibly()
    {
        var stats = new HookEmitterStats { LastError = "http://localhost:1: 'refused' – später" };

        Assert.EndsWith(
            ""","seconds":0,"eventsPerSecond":0,"lastError":"http://localhost:1: 'refused' – später"}""",
            Write(new DeliverySummary(stats, DeliveryGuarantee.AtLeastOnce, TimeSpan.Zero)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void IsComplete_SomethingPending_IsFalse() =>
        Assert.False(new DeliverySummary(new HookEmitterStats { Offered = 2, Confirmed = 1, Pending = 1 }, DeliveryGuarantee.AtLeastOnce, TimeSpan.Zero).IsComplete);

    [Fact]
    public void IsComplete_PingsUnanswered_IsFalseAndTheReportSaysWhy()
    {
        var summary = new DeliverySummary(new HookEmitterStats { Offered = 1, Written = 1, UnconfirmedLanes = 2 }, DeliveryGuarantee.AtLeastOnce, TimeSpan.FromSeconds(1));

        Assert.False(summary.IsComplete);
        Assert.EndsWith(",\"unconfirmedLanes\":2}", Write(summary), StringComparison.Ordinal);
        Assert.Contains("answers no WebSocket pings", Assert.Single(Shortfall.Describe(summary, "http://localhost", TimeSpan.FromSeconds(1))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DeliveryGuarantee.AtMostOnce, true)]
    [InlineData(DeliveryGuarantee.AtLeastOnce, false)]
    [InlineData(DeliveryGuarantee.Acknowledged, false)]
    public void IsComplete_AllWrittenWithoutProof_DependsOnWhatWasAskedFor(DeliveryGuarantee guarantee, bool complete) =>
        Assert.Equal(complete, new DeliverySummary(new HookEmitterStats { Offered = 3, Written = 3 }, guarantee, TimeSpan.Zero).IsComplete);

    [Fact]
    public void IsComplete_NothingAskedFor_IsTrue() =>
        Assert.True(new DeliverySummary(default, DeliveryGuarantee.AtLeastOnce, TimeSpan.Zero).IsComplete);

    private static string Write(DeliverySummary summary)
    {
        var output = new StringWriter();
        JsonReport.Write(output, summary.WriteMembers);
        return output.ToString().TrimEnd();
    }
}
