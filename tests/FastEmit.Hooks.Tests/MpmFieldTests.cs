using System.Text.Json;

namespace FastEmit.Hooks.Tests;

/// <summary>The fields by which claude-mpm's dashboard finds tools, agents, prompts and tokens, in the events of recorded inputs.</summary>
public sealed class MpmFieldTests
{
    [Theory]
    [InlineData("pre-tool-bash", 0, "subtype", "pre_tool")]
    [InlineData("pre-tool-bash", 0, "data.correlation_id", "toolu_01A9hPq7mYx2b3Z4C5d6E7f8")]
    [InlineData("pre-tool-bash", 0, "data.tool_name", "Bash")]
    [InlineData("pre-tool-bash", 0, "data.working_directory", "/home/ada/shop")]
    [InlineData("post-tool-bash", 0, "data.correlation_id", null)]
    [InlineData("post-tool-bash", 0, "data.success", null)]
    [InlineData("user-prompt", 0, "data.prompt_text", null)]
    [InlineData("user-prompt-command", 0, "data.prompt_text", null)]
    [InlineData("pre-tool-task", 0, "data.delegation_details.agent_type", "code-reviewer")]
    [InlineData("pre-tool-task", 0, "data.delegation_details.prompt", null)]
    [InlineData("pre-tool-task", 0, "data.delegation_details.description", "Review the cart")]
    [InlineData("pre-tool-task", 1, "subtype", "subagent_start")]
    [InlineData("pre-tool-task", 1, "data.agent_type", "code-reviewer")]
    [InlineData("pre-tool-todowrite", 0, "data.tool_parameters.todos", null)]
    [InlineData("pre-tool-todowrite", 1, "data.todos", null)]
    [InlineData("subagent-stop", 0, "data.output", null)]
    [InlineData("stop", 1, "subtype", "token_usage_updated")]
    [InlineData("stop", 1, "data.input_tokens", null)]
    [InlineData("stop", 1, "data.output_tokens", null)]
    [InlineData("stop", 1, "data.cache_creation_tokens", null)]
    [InlineData("stop", 1, "data.cache_read_tokens", null)]
    public void RecordedEvents_HaveTheNamesThatTheDashboardReads(string recording, int index, string path, string? expected)
    {
        JsonElement value = RecordedInputs.EventsOf(recording)[index];
        foreach (string name in path.Split('.'))
        {
            Assert.True(value.TryGetProperty(name, out value), $"{recording} has no {path}");
        }

        Assert.True(value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined));
        Assert.True(expected is null || value.GetString() == expected);
    }

    [Fact]
    public void Record_InARepository_TellsItsBranch()
    {
        using HookFolder folder = new();
        Directory.CreateDirectory(Path.Combine(folder.Folder, ".git"));
        File.WriteAllText(Path.Combine(folder.Folder, ".git", "HEAD"), "ref: refs/heads/cart\n");
        folder.Run(JsonSerializer.Serialize(new { hook_event_name = "Stop", cwd = folder.Folder }), new TestTime());
        Assert.Equal("cart", folder.ReadEvents().Single().GetProperty("data").GetProperty("git_branch").GetString());
    }
}
