using System.Text;
using System.Text.Json;
using FastEmit.Hooks.Deriving;
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

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true)]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", false)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more", false)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331_01", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Record_InATrace_CarriesItsContext(string? variable, bool isContext)
    {
        _folder.Run(Pre("a"), HookOptions.Parse([]) with { Traceparent = TraceContext.Of(variable) }, _time);

        JsonElement recorded = Assert.Single(_folder.ReadEvents());
        Assert.Equal(isContext, recorded.TryGetProperty("traceparent", out JsonElement context));
        Assert.Equal(isContext ? variable : null, isContext ? context.GetString() : null);
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
        Assert.InRange(packet.Length, 500_000, 1_000_000); // what servers take
        JsonElement data = _folder.ReadEvents().Single().GetProperty("data");
        Assert.EndsWith("…[cut: 1000000 characters]", data.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("_cut", data.GetProperty("list").EnumerateArray().Last().GetString());
    }

    [Fact]
    public void Record_HugeValueBeforeOthers_LeavesThemRoom()
    {
        string input = JsonSerializer.Serialize(new { hook_event_name = "New", list = Enumerable.Repeat("0123456789", 200_000), after = new { deep = "marker" } });
        _folder.Run(input, _time);
        JsonElement data = _folder.ReadEvents().Single().GetProperty("data");
        Assert.Equal("marker", data.GetProperty("after").GetProperty("deep").GetString());
        Assert.Equal(1, data.GetProperty("cut_texts").GetInt32());
    }

    [Theory]
    [InlineData(16_384, 0)]
    [InlineData(16_385, 1)]
    [InlineData(16_385, 0, "--full")]
    [InlineData(16_385, 0, "--max-text", "16385")]
    [InlineData(101, 1, "--max-text", "100")]
    [InlineData(600_000, 0, "--full")]
    public void Record_LongText_IsCutBeyondTheBoundAndTheEventSaysSo(int length, int cut, params string[] options)
    {
        _folder.Run(JsonSerializer.Serialize(new { hook_event_name = "New", text = new string('é', length / 2) + new string('x', length - (length / 2)) }), _time, false, options);
        JsonElement data = _folder.ReadEvents().Single().GetProperty("data");
        Assert.Equal(cut, data.TryGetProperty("cut_texts", out JsonElement cuts) ? cuts.GetInt32() : 0);
        Assert.Equal(cut == 0, data.GetProperty("text").GetString()!.Length == length);
        Assert.Equal(cut == 1, data.GetProperty("text").GetString()!.EndsWith($"…[cut: {length} characters]", StringComparison.Ordinal));
    }

    [Fact]
    public void Record_TextThatGrowsWhenItIsWritten_IsShortenedRatherThanLost()
    {
        // Invalid UTF-8, each byte of which becomes the three of U+FFFD.
        byte[] head = Encoding.UTF8.GetBytes("""{"hook_event_name":"New","text":"x""");
        _folder.Run([.. head, .. Enumerable.Repeat((byte)0xFF, 800_000), .. "\"}"u8], _time, false, "--full");
        Assert.EndsWith("characters]", _folder.ReadEvents().Single().GetProperty("data").GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, _folder.Count(HookCounter.LostTooLarge));
    }

    [Fact]
    public void Record_LongNamesAndNumbers_AreWhole()
    {
        string name = new('n', 300);
        string number = new('1', 100);
        _folder.Run($$"""{"hook_event_name":"New","{{name}}":{{number}}}""", _time);
        Assert.Equal(number, _folder.ReadEvents().Single().GetProperty("data").GetProperty(name).GetRawText());
    }

    [Fact]
    public void Record_AgentsOwnDuration_GoesBeforeTheTimeBetweenHooks()
    {
        _folder.Run(Pre("a"), _time);
        _time.Advance(TimeSpan.FromMilliseconds(398));
        _folder.Run("""{"session_id":"s","hook_event_name":"PostToolUse","tool_name":"Bash","tool_use_id":"a","tool_input":{"command":"ls"},"duration_ms":73211}""", _time);
        Assert.Equal(73_211, Duration(_folder.ReadEvents()[1]));
    }

    [Fact]
    public void Record_FailedCall_EndsIt()
    {
        _folder.Run(Pre("a"), _time);
        _time.Advance(TimeSpan.FromMilliseconds(5));
        _folder.Run(Call("PostToolUseFailure", "a", "ls"), _time);
        JsonElement failed = _folder.ReadEvents()[1];
        Assert.Equal(("post_tool", "error", 5.0), (failed.GetProperty("subtype").GetString(), failed.GetProperty("data").GetProperty("status").GetString(), Duration(failed)));
    }

    [Fact]
    public void Record_InputThatHasADerivedName_KeepsItsOwnValue()
    {
        _folder.Run("""{"hook_event_name":"PostToolUse","tool_name":"Bash","status":{"mine":1},"success":"maybe"}""", _time);
        JsonElement data = _folder.ReadEvents().Single().GetProperty("data");
        Assert.Equal(1, data.GetProperty("status").GetProperty("mine").GetInt32());
        Assert.Equal("maybe", data.GetProperty("success").GetString());
    }

    [Fact]
    public void Record_EveryEvent_HasAnIdOfItsOwn()
    {
        for (int i = 0; i < 100; i++)
        {
            _folder.Run("""{"hook_event_name":"UserPromptSubmit","prompt":"go on"}""", _time);
        }

        Assert.Equal(100, _folder.ReadEvents().Select(static e => e.GetProperty("event_id").GetString()).Distinct().Count());
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
    public void Record_RingFileNoRingFile_IsSetAsideAndNothingIsLost()
    {
        File.WriteAllText(_folder.Paths.Ring, "this is no ring file");
        _folder.Run(Pre("a"), _time);
        Assert.Equal(0, _folder.Count(HookCounter.LostRingUnusable));
        Assert.Single(_folder.ReadEvents());
    }

    [Fact]
    public void Record_FolderInThePlaceOfTheRingFile_IsCounted()
    {
        Directory.CreateDirectory(_folder.Paths.Ring);
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
