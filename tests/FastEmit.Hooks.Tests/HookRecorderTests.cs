using System.Text;
using System.Text.Json;
using FastEmit.Hooks.State;

namespace FastEmit.Hooks.Tests;

public sealed class HookRecorderTests : IDisposable
{
    private readonly HookFolder _folder = new();
    private readonly TestTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Record_PreAndPostOfParallelCalls_EachHasItsOwnDuration()
    {
        _folder.Run(Pre("a"), _time);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        _folder.Run(Pre("b"), _time);
        _time.Advance(TimeSpan.FromMilliseconds(50));
        _folder.Run(Post("a"), _time);
        _time.Advance(TimeSpan.FromMilliseconds(25.5));
        _folder.Run(Post("b"), _time);

        Assert.Equal(
            [("pre_tool", "a", null), ("pre_tool", "b", null), ("post_tool", "a", 150), ("post_tool", "b", 75.5)],
            _folder.ReadEvents().Select(static e => (e.GetProperty("subtype").GetString()!, e.GetProperty("correlation_id").GetString()!, Duration(e))));
    }

    [Fact]
    public void Record_CallsWithoutIds_ArePairedByWhatTheyDo()
    {
        _folder.Run(Call("PreToolUse", null, "one"), _time);
        _folder.Run(Call("PreToolUse", null, "two"), _time);
        _time.Advance(TimeSpan.FromMilliseconds(10));
        _folder.Run(Call("PostToolUse", null, "two"), _time);

        List<JsonElement> events = _folder.ReadEvents();
        Assert.Equal(10, Duration(events[2]));
        Assert.Equal(events[1].GetProperty("correlation_id").GetString(), events[2].GetProperty("correlation_id").GetString());
        Assert.NotEqual(events[0].GetProperty("correlation_id").GetString(), events[1].GetProperty("correlation_id").GetString());
    }

    [Fact]
    public void Record_SameStepOfTheSameCallAgain_IsSuppressedAndCounted()
    {
        _folder.Run(Pre("a"), _time);
        _folder.Run(Pre("a"), _time);
        _folder.Run(Post("a"), _time);
        _folder.Run(Post("a"), _time);

        Assert.Equal(["pre_tool", "post_tool"], Subtypes());
        Assert.Equal(2, _folder.Count(HookCounter.Duplicates));
        Assert.Equal(4, _folder.Count(HookCounter.Hooks));
    }

    [Fact]
    public void Record_EqualInputsThatAreNoDuplicates_AllPass()
    {
        string prompt = """{"session_id":"s","hook_event_name":"UserPromptSubmit","prompt":"go on"}""";
        _folder.Run(prompt, _time);
        _folder.Run(prompt, _time);
        _folder.Run(Call("PreToolUse", null, "one"), _time);
        _folder.Run(Call("PreToolUse", null, "one"), _time);
        _folder.Run(Pre("a"), _time);
        _folder.Run(Pre("b"), _time);
        Assert.Equal(6, _folder.ReadPackets().Count);
        Assert.Equal(0, _folder.Count(HookCounter.Duplicates));
    }

    [Fact]
    public void Record_PostWithoutPre_HasNoDuration()
    {
        _folder.Run(Post("a"), _time);
        Assert.Null(Duration(_folder.ReadEvents().Single()));
    }

    [Fact]
    public void Record_AgentCountsMoreCallsThanThereIsRoomFor_TheLatestArePaired()
    {
        const int Calls = HookState.Sets * HookState.EntriesInSet * 2;
        using HookState state = HookState.TryOpen(_folder.Paths.State, _time)!;
        for (int i = 0; i < Calls; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            state.Tell(ToolCallKey.OfId("s", $"toolu_{i}"), ToolCallStep.Before, suppress: true, static _ => true);
        }

        double? duration = null;
        state.Tell(ToolCallKey.OfId("s", $"toolu_{Calls - 1}"), ToolCallStep.After, suppress: true, value => (duration = value) is not null);
        Assert.Equal(0, duration);
        Assert.Equal(HookState.FileLength, new FileInfo(_folder.Paths.State).Length);
    }

    [Fact]
    public void Record_InputCutInTheMiddle_SaysSoAndKeepsWhatCame()
    {
        byte[] whole = Encoding.UTF8.GetBytes(Call("PreToolUse", "a", new string('x', 10_000)));
        _folder.Run(whole[..5_000], _time, isCut: true);

        JsonElement data = _folder.ReadEvents().Single().GetProperty("data");
        Assert.Equal("Bash", data.GetProperty("tool_name").GetString());
        Assert.Equal(5_000, data.GetProperty("input_cut_at").GetInt64());
        Assert.Equal(1, _folder.Count(HookCounter.CutInputs));
    }

    [Fact]
    public void Record_UnknownTypeCut_SaysSoInItsData()
    {
        byte[] whole = Encoding.UTF8.GetBytes("""{"hook_event_name":"New","text":"abcdefgh"}""");
        _folder.Run(whole[..38], _time, isCut: true);
        JsonElement data = _folder.ReadEvents().Single().GetProperty("data");
        Assert.Equal("abcde…[cut]", data.GetProperty("text").GetString());
        Assert.Equal(38, data.GetProperty("input_cut_at").GetInt64());
    }

    [Fact]
    public void Record_InvalidJson_IsReportedAndCounted()
    {
        _folder.Run("{\"a\":", _time);
        JsonElement data = _folder.ReadEvents().Single().GetProperty("data");
        Assert.Equal("it ends in the middle", data.GetProperty("error").GetString());
        Assert.Equal(1, _folder.Count(HookCounter.InvalidInputs));
    }

    [Fact]
    public void Record_UnknownTypeWithHugeValues_IsBounded()
    {
        string input = JsonSerializer.Serialize(new
        {
            hook_event_name = "New",
            text = new string('y', 1_000_000),
            list = Enumerable.Repeat("0123456789", 100_000),
        });
        _folder.Run(input, _time);
        string packet = _folder.ReadPackets().Single();
        Assert.InRange(packet.Length, 1_000, 200_000);
        JsonElement data = _folder.ReadEvents().Single().GetProperty("data");
        Assert.EndsWith("…[cut: 1000000 characters]", data.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("_cut", data.GetProperty("list").EnumerateArray().Last().GetString());
    }

    [Fact]
    public void Record_RingFull_IsCounted()
    {
        string input = JsonSerializer.Serialize(new { hook_event_name = "New", text = Enumerable.Repeat(new string('z', 4_000), 30) });
        for (int i = 0; i < 60; i++)
        {
            _folder.Run(input, _time);
        }

        int kept = _folder.ReadPackets().Count;
        Assert.InRange(kept, 20, 59);
        Assert.Equal(kept, _folder.Count(HookCounter.Events));
        Assert.Equal(60 - kept, _folder.Count(HookCounter.LostRingFull));
    }

    [Fact]
    public void Record_RingFileNoRingFile_IsCounted()
    {
        File.WriteAllText(_folder.Paths.Ring, "this is no ring file");
        _folder.Run(Pre("a"), _time);
        Assert.Equal(1, _folder.Count(HookCounter.LostRingUnusable));
    }

    [Fact]
    public void Record_StateFileBad_EventsPassWithoutPairing()
    {
        File.WriteAllText(_folder.Paths.State, "this is no state file");
        _folder.Run(Pre("a"), _time);
        _folder.Run(Post("a"), _time);
        Assert.Equal(["pre_tool", "post_tool"], Subtypes());
        Assert.NotNull(HookState.SetAsideIfBad(_folder.Paths.State, TimeProvider.System));
        _folder.Run(Pre("b"), _time);
        Assert.Equal(1, _folder.Count(HookCounter.Events));
    }

    [Fact]
    public void Record_Namespace_IsInThePacket()
    {
        _folder.Run(Pre("a"), _time, false, "--namespace", "/hook");
        Assert.StartsWith("42/hook,[\"claude_event\",{\"event\":\"mpm_event\",\"source\":\"hook\",\"type\":\"hook\",\"subtype\":\"pre_tool\",", _folder.ReadPackets().Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("event")]
    [InlineData("type")]
    [InlineData("event_type")]
    [InlineData("hook_event_type")]
    public void Record_NameUnderAnotherMember_IsFound(string member)
    {
        _folder.Run($$"""{"session_id":"s","{{member}}":"SessionStart","source":"resume"}""", _time);
        Assert.Equal(["session_start"], Subtypes());
    }

    private static string Pre(string id) => Call("PreToolUse", id, "ls");

    private static string Post(string id) => Call("PostToolUse", id, "ls");

    private static string Call(string hook, string? id, string command) => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["session_id"] = "s",
        ["hook_event_name"] = hook,
        ["tool_name"] = "Bash",
        [id is null ? "ignored" : "tool_use_id"] = id,
        ["tool_input"] = new { command },
    });

    private static double? Duration(JsonElement e) =>
        e.GetProperty("data").TryGetProperty("duration_ms", out JsonElement duration) ? duration.GetDouble() : null;

    private IEnumerable<string> Subtypes() => _folder.ReadEvents().Select(static e => e.GetProperty("subtype").GetString()!);
}
