using System.Text.Json;
using FastEmit.Cli.Demonstrating;

namespace FastEmit.Cli.Tests.Demonstrating;

public sealed class SimulatedAgentsTests
{
    private const int Events = 20_000;

    [Fact]
    public async Task EmitNext_ManyTimes_KeepsAllFiveLanesAtWork()
    {
        await using RecordingCollector collector = await RecordingCollector.StartAsync();

        await WorkAsync(collector);

        Assert.Equal(5, collector.Events.Select(static received => received.ConnectionId).Distinct().Count());
        Assert.All(
            collector.Events.CountBy(static received => received.ConnectionId),
            static lane => Assert.InRange(lane.Value, Events / 20, Events / 2));
    }

    [Fact]
    public async Task EmitNext_ManyTimes_TellsStoriesThatMakeSense()
    {
        await using RecordingCollector collector = await RecordingCollector.StartAsync();

        await WorkAsync(collector);

        Assert.All(collector.Events, static received => Assert.Equal("/hook", received.Namespace));
        Assert.Equal(
            ["notification", "post_tool", "pre_tool", "session_end", "session_start", "stop", "subagent_stop", "user_prompt"],
            collector.Events.Select(static received => received.Name).Distinct().Order(StringComparer.Ordinal));
        foreach (IGrouping<string, RecordedEvent> session in collector.Events.GroupBy(static received => received.Json.GetProperty("session_id").GetString()!))
        {
            AssertStory([.. session]);
        }
    }

    private static void AssertStory(List<RecordedEvent> story)
    {
        Assert.Equal("session_start", story[0].Name);
        for (int i = 1; i < story.Count; i++)
        {
            (RecordedEvent before, RecordedEvent now) = (story[i - 1], story[i]);
            Assert.Equal(now.Name == "post_tool", before.Name == "pre_tool"); // nothing comes between
            if (now.Name == "post_tool")
            {
                Assert.Equal(Text(before, "correlation_id"), Text(now, "correlation_id"));
                Assert.Equal(Text(before, "tool_name"), Text(now, "tool_name"));
                Assert.True(now.Json.GetProperty("duration_ms").GetInt32() > 0);
            }

            Assert.Equal(now.Name == "session_end", before.Name == "stop" && now.Name != "user_prompt");
            Assert.Equal(JsonValueKind.String, now.Json.GetProperty("timestamp").ValueKind);
        }
    }

    private static string Text(RecordedEvent received, string member) => received.Json.GetProperty(member).GetString()!;

    private static async Task WorkAsync(RecordingCollector collector)
    {
        await using HookEmitter emitter = HookEmitter.Create(collector.Url);
        var agents = new SimulatedAgents();
        while (agents.Emitted < Events)
        {
            agents.EmitNext(emitter);
        }

        FlushReport report = await emitter.FlushAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal((true, Events), (report.Completed, report.Confirmed));
    }
}
