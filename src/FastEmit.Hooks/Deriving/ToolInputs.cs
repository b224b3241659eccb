using FastEmit.Hooks.Catalogue;
using FastEmit.Hooks.Input;
using FastEmit.Hooks.Redaction;

namespace FastEmit.Hooks.Deriving;

/// <summary>What a tool is asked to do, from its input.</summary>
internal static class ToolInputs
{
    private const int CommandPreview = 100;
    private const int PromptPreview = 200;

    /// <summary>The parameters of a tool that are worth showing.</summary>
    public static ToolParameters Describe(string tool, JsonValue input) => tool switch
    {
        "Read" or "Write" or "Edit" or "MultiEdit" or "NotebookEdit" or "NotebookRead" => DescribeFile(tool, input),
        "Bash" => DescribeCommand(input),
        "Grep" or "Glob" or "LS" => new ToolParameters { Pattern = Texts.Whole(input["pattern"u8]), Path = Texts.Whole(input["path"u8]) },
        "WebFetch" => new ToolParameters { Url = Texts.Whole(input["url"u8]), PromptPreview = Texts.Preview(input["prompt"u8], PromptPreview) },
        "WebSearch" => new ToolParameters { Query = Texts.Whole(input["query"u8]) },
        "Task" or "Agent" => new ToolParameters
        {
            SubagentType = Texts.Whole(input["subagent_type"u8]),
            Description = Texts.Preview(input["description"u8], PromptPreview),
            PromptPreview = Texts.Preview(input["prompt"u8], PromptPreview),
        },
        "TodoWrite" => DescribeTodos(input),
        _ => new ToolParameters { Input = input.Exists ? new RedactedJson(input) : null },
    };

    /// <summary>How dangerous the tool's work is.</summary>
    public static string SecurityRisk(string tool, JsonValue input, JsonValue cwd)
    {
        if (ToolFacts.IsExecution(tool))
        {
            return CommandRisk.IsHigh(input["command"u8].GetString() ?? "") ? "high" : "medium";
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

    /// <summary>Counts the items of a list of things to be done by their status.</summary>
    public static (int Total, int Completed, int InProgress, int Pending) CountTodos(JsonValue todos)
    {
        (int total, int completed, int inProgress, int pending) = (0, 0, 0, 0);
        foreach (JsonValue todo in todos.Items)
        {
            JsonValue status = todo["status"u8];
            total++;
            completed += status.Is("completed"u8) ? 1 : 0;
            inProgress += status.Is("in_progress"u8) ? 1 : 0;
            pending += status.Is("pending"u8) ? 1 : 0;
        }

        return (total, completed, inProgress, pending);
    }

    /// <summary>The file that a tool works on.</summary>
    public static JsonValue Path(JsonValue input) => input["file_path"u8].Exists ? input["file_path"u8] : input["notebook_path"u8];

    private static ToolParameters DescribeFile(string tool, JsonValue input) => new()
    {
        FilePath = Texts.Whole(Path(input)),
        ContentLength = tool switch
        {
            "Write" => input["content"u8].CountCharacters(),
            "Edit" => input["new_string"u8].CountCharacters(),
            "MultiEdit" => CountEdits(input["edits"u8]),
            "NotebookEdit" => input["new_source"u8].CountCharacters(),
            _ => null,
        },
        IsCreate = tool == "Write",
        IsEdit = tool is "Edit" or "MultiEdit" or "NotebookEdit",
    };

    private static long CountEdits(JsonValue edits)
    {
        long characters = 0;
        foreach (JsonValue edit in edits.Items)
        {
            characters += edit["new_string"u8].CountCharacters();
        }

        return characters;
    }

    private static ToolParameters DescribeCommand(JsonValue input)
    {
        JsonValue command = input["command"u8];
        string text = command.GetString() ?? "";
        return new ToolParameters
        {
            Command = Texts.Preview(command, CommandPreview),
            CommandLength = command.CountCharacters(),
            HasPipe = Texts.Contains(text, '|'),
            HasRedirect = Texts.Contains(text, '>') || Texts.Contains(text, '<'),
            Timeout = input["timeout"u8].GetInt64(),
            Description = Texts.Preview(input["description"u8], PromptPreview),
        };
    }

    private static ToolParameters DescribeTodos(JsonValue input)
    {
        (int total, int completed, int inProgress, int pending) = CountTodos(input["todos"u8]);
        return new ToolParameters { TodoCount = total, TodoCompleted = completed, TodoInProgress = inProgress, TodoPending = pending };
    }
}
