using FastEmit.Hooks.Catalogue;
using FastEmit.Hooks.Dialects;
using FastEmit.Hooks.Input;
using FastEmit.Hooks.Redaction;

namespace FastEmit.Hooks.Deriving;

/// <summary>Derives members from a tool's input.</summary>
internal static class ToolInputs
{
    /// <summary>The derived members.</summary>
    public const string Derived = "operation_type, tool_parameters, is_file_operation, is_execution, is_delegation, security_risk, delegation_details";

    private static readonly string[] PathMembers = ["file_path", "notebook_path", "filePath", "absolute_path"];
    private static readonly string[] CommandMembers = ["command", "command_line", "cmd"];

    private const int CommandPreview = 100;
    private const int PromptPreview = 200;

    /// <summary>Writes the members of a tool call that is about to run.</summary>
    public static void Describe(ref DataWriter data, HookInput input, double? durationMs)
    {
        string tool = input.ToolName;
        data.Text("operation_type"u8, ToolFacts.OperationType(tool));
        if (data.TryOpen("tool_parameters"u8))
        {
            WriteParameters(ref data, tool, input.ToolInput);
            data.Close();
        }

        ToolFacts.Write(ref data, tool);
        data.Text("security_risk"u8, SecurityRisk(tool, input.ToolInput, input.Root["cwd"u8]));
        if (ToolFacts.IsDelegation(tool) && data.TryOpen("delegation_details"u8))
        {
            WriteDelegation(ref data, input.ToolInput);
            data.Close();
        }
    }

    /// <summary>Writes the members of a delegation to another agent.</summary>
    public static void WriteDelegation(ref DataWriter data, JsonValue input)
    {
        data.Text("agent_type"u8, input["subagent_type"u8]);
        data.Text("prompt"u8, input["prompt"u8]);
        data.Text("description"u8, input["description"u8]);
    }

    /// <summary>The risk of the tool call.</summary>
    public static string SecurityRisk(string tool, JsonValue input, JsonValue cwd)
    {
        if (ToolFacts.IsExecution(tool))
        {
            return CommandRisk.IsHigh(Command(input).GetString() ?? "") ? "high" : "medium";
        }

        if (!ToolFacts.IsWrite(tool))
        {
            return "low";
        }

        string path = Path(input).GetString() ?? "";
        if (CommandRisk.IsSystemPath(path))
        {
            return "high";
        }

        string folder = cwd.GetString() ?? "";
        bool isOutside = path.Contains("..", StringComparison.Ordinal) || (path.StartsWith('/') && !path.StartsWith(folder, StringComparison.Ordinal));
        return isOutside ? "medium" : "low";
    }

    /// <summary>The file that a tool works on.</summary>
    public static JsonValue Path(JsonValue input) => HookDialect.First(input, PathMembers);

    /// <summary>The command that a tool runs.</summary>
    public static JsonValue Command(JsonValue input) => HookDialect.First(input, CommandMembers);

    /// <summary>Writes the parameters of a tool that a dashboard shows.</summary>
    private static void WriteParameters(ref DataWriter data, string tool, JsonValue input)
    {
        switch (tool)
        {
            case "Read" or "Write" or "Edit" or "MultiEdit" or "NotebookEdit" or "NotebookRead":
                WriteFile(ref data, tool, input);
                break;
            case "Bash" or "PowerShell":
                WriteCommand(ref data, input);
                break;
            case "Task" or "Agent":
                data.Text("subagent_type"u8, Texts.Whole(input["subagent_type"u8]));
                data.Text("description"u8, Texts.Preview(input["description"u8], PromptPreview));
                data.Text("prompt_preview"u8, Texts.Preview(input["prompt"u8], PromptPreview));
                break;
            case "TodoWrite":
                WriteTodoCounts(ref data, input["todos"u8], "todo_count"u8, "todo_completed"u8, "todo_in_progress"u8, "todo_pending"u8);
                data.Json("todos"u8, input["todos"u8]);
                break;
            default:
                data.Text("pattern"u8, Texts.Whole(input["pattern"u8]));
                data.Text("path"u8, Texts.Whole(input["path"u8]));
                data.Text("url"u8, Texts.Whole(input["url"u8]));
                data.Text("query"u8, Texts.Whole(input["query"u8]));
                data.Text("prompt_preview"u8, Texts.Preview(input["prompt"u8], PromptPreview));
                break;
        }
    }

    /// <summary>Counts the items of a to-do list by status.</summary>
    public static void WriteTodoCounts(
        ref DataWriter data, JsonValue todos, ReadOnlySpan<byte> total, ReadOnlySpan<byte> completed, ReadOnlySpan<byte> inProgress, ReadOnlySpan<byte> pending)
    {
        (long all, long done, long begun, long waiting) = (0, 0, 0, 0);
        foreach (JsonValue todo in todos.Items)
        {
            JsonValue status = todo["status"u8];
            all++;
            done += status.Is("completed"u8) ? 1 : 0;
            begun += status.Is("in_progress"u8) ? 1 : 0;
            waiting += status.Is("pending"u8) ? 1 : 0;
        }

        data.Number(total, all);
        data.Number(completed, done);
        data.Number(inProgress, begun);
        data.Number(pending, waiting);
    }

    private static void WriteFile(ref DataWriter data, string tool, JsonValue input)
    {
        data.Text("file_path"u8, Texts.Whole(Path(input)));
        data.Number("content_length"u8, tool switch
        {
            "Write" => input["content"u8].CountCharacters(),
            "Edit" => input["new_string"u8].CountCharacters(),
            "MultiEdit" => CountEdits(input["edits"u8]),
            "NotebookEdit" => input["new_source"u8].CountCharacters(),
            _ => (long?)null,
        });
        data.Flag("is_create"u8, tool == "Write");
        data.Flag("is_edit"u8, tool is "Edit" or "MultiEdit" or "NotebookEdit");
    }

    private static long CountEdits(JsonValue edits)
    {
        long characters = 0;
        foreach (JsonValue edit in edits.Items)
        {
            characters += edit["new_string"u8].CountCharacters();
        }

        return characters;
    }

    private static void WriteCommand(ref DataWriter data, JsonValue input)
    {
        JsonValue command = Command(input);
        string text = command.GetString() ?? "";
        data.Text("command"u8, Texts.Preview(command, CommandPreview));
        data.Number("command_length"u8, (long)command.CountCharacters());
        data.Flag("has_pipe"u8, Texts.Contains(text, '|'));
        data.Flag("has_redirect"u8, Texts.Contains(text, '>') || Texts.Contains(text, '<'));
        data.Number("timeout"u8, input["timeout"u8].GetInt64());
        data.Text("description"u8, Texts.Preview(input["description"u8], PromptPreview));
    }
}
