using System.Runtime.CompilerServices;
using System.Text.Json;
using FastEmit.Hooks.Deriving;

namespace FastEmit.Hooks.Tests;

/// <summary>One input for each hook type that agents declare, and some of each other agent: nothing of it may be missing in the event.</summary>
public sealed class EveryFieldTests
{
    private static readonly string Folder = Path.Combine(SourceFolder(), "Cases");

    public static TheoryData<string> Cases =>
        [.. Directory.GetFiles(Folder, "*.json", SearchOption.AllDirectories).Select(static path => Path.GetRelativePath(Folder, path)).Order(StringComparer.Ordinal)];

    /// <summary>Where a case is.</summary>
    internal static string PathOf(string name) => Path.Combine(Folder, name);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Record_EveryFieldOfTheInput_IsInTheEvent(string name)
    {
        (JsonElement input, JsonElement data) = Run(name);
        Assert.Equal([], Missing(input, data, "data"));
    }

    [Fact]
    public void Guard_FieldThatIsMissing_IsSeen()
    {
        JsonElement input = JsonElement.Parse("""{"a":[{"b":1}],"c":null,"d":"x"}""");
        Assert.Equal(["data.a[0].b", "data.c", "data.d"], Missing(input, JsonElement.Parse("""{"a":[{"b":2}],"d":""}"""), "data"));
    }

    [Fact]
    public void Cases_CoverEveryTypeOfTheTable()
    {
        IEnumerable<string> covered = Directory.GetFiles(Folder, "*.json").Select(static path => JsonElement.Parse(File.ReadAllText(path)).GetProperty("hook_event_name").GetString()!);
        Assert.Empty(HookTypes.All.Select(static type => type.Name).Except(covered).Except(["AssistantResponse"]));
        Assert.Equal(34, HookTypes.All.Count(static type => type.Name != "AssistantResponse"));
    }

    [Theory]
    [InlineData("PreToolUse-Edit.json", "claude", "pre_tool", "Edit")]
    [InlineData("PostToolUseFailure.json", "claude", "post_tool", "Bash")]
    [InlineData("Other/codex-pre.json", "codex", "pre_tool", "Bash")]
    [InlineData("Other/codex-post.json", "codex", "post_tool", "Bash")]
    [InlineData("Other/codex-stop.json", "codex", "stop", null)]
    [InlineData("Other/copilot-pre.json", "copilot", "pre_tool", "Bash")]
    [InlineData("Other/copilot-post.json", "copilot", "post_tool", "Bash")]
    [InlineData("Other/cursor-pre.json", "cursor", "pre_tool", "Bash")]
    [InlineData("Other/cursor-edit.json", "cursor", "post_tool", "Edit")]
    [InlineData("Other/gemini-before.json", "gemini", "pre_tool", "Bash")]
    [InlineData("Other/gemini-after.json", "gemini", "post_tool", "Bash")]
    [InlineData("Other/kiro-pre.json", "kiro", "pre_tool", "Bash")]
    [InlineData("Other/vscode-pre.json", "vscode", "pre_tool", "Edit")]
    [InlineData("Other/windsurf-run.json", "windsurf", "pre_tool", "Bash")]
    [InlineData("Other/opencode-after.json", "opencode", "post_tool", "Bash")]
    [InlineData("Other/codex-notify.json", "codex", "stop", null)]
    public void Record_AnyAgent_HasOurNamesAndItsOwnBeside(string name, string agent, string subtype, string? tool)
    {
        using HookFolder folder = new();
        folder.Run(File.ReadAllBytes(Path.Combine(Folder, name)), new TestTime());
        JsonElement @event = folder.ReadEvents()[0];
        JsonElement data = @event.GetProperty("data");
        Assert.Equal((agent, subtype), (@event.GetProperty("agent").GetString(), @event.GetProperty("subtype").GetString()));
        Assert.Equal(tool, data.TryGetProperty("tool_name", out JsonElement found) ? found.GetString() : null);
        Assert.True(@event.TryGetProperty("session_id", out _));
        Assert.True(@event.TryGetProperty("cwd", out _));
        Assert.Equal(tool == "Bash", data.TryGetProperty("is_execution", out JsonElement executes) && executes.GetBoolean());
    }

    /// <summary>The leaves of an input that are not at the same place in the data, or, where our name took the place, beside it.</summary>
    private static List<string> Missing(JsonElement input, JsonElement? data, string path)
    {
        switch (input.ValueKind)
        {
            case JsonValueKind.Object:
                return [.. input.EnumerateObject().SelectMany(member => Missing(member.Value, Find(data, member.Name), $"{path}.{member.Name}"))];
            case JsonValueKind.Array:
                JsonElement[] items = data is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : [];
                return [.. input.EnumerateArray().SelectMany((item, i) => Missing(item, i < items.Length ? items[i] : null, $"{path}[{i}]"))];
            default:
                return data is { } value && JsonElement.DeepEquals(input, value) ? [] : [path];
        }
    }

    private static JsonElement? Find(JsonElement? data, string name)
    {
        JsonElement found = default;
        bool has = data is { ValueKind: JsonValueKind.Object } value
            && (value.TryGetProperty("original_" + name, out found) || value.TryGetProperty(name, out found));
        return has ? found : null;
    }

    private static (JsonElement Input, JsonElement Data) Run(string name)
    {
        using HookFolder folder = new();
        byte[] input = File.ReadAllBytes(Path.Combine(Folder, name));
        folder.Run(input, new TestTime());
        return (JsonElement.Parse(input), folder.ReadEvents()[0].GetProperty("data"));
    }

    private static string SourceFolder([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;
}
