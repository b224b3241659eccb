using FastEmit.Hooks.Catalogue;

namespace FastEmit.Hooks.Deriving;

/// <summary>Classifies a tool by its name.</summary>
internal static class ToolFacts
{
    /// <summary>Writes the tool's classification.</summary>
    public static void Write(ref DataWriter data, string tool)
    {
        data.Flag("is_file_operation"u8, IsFileOperation(tool));
        data.Flag("is_execution"u8, IsExecution(tool));
        data.Flag("is_delegation"u8, IsDelegation(tool));
    }

    /// <summary>The kind of operation.</summary>
    public static string OperationType(string tool) => tool switch
    {
        "Read" or "LS" or "NotebookRead" => "read",
        "Write" or "Edit" or "MultiEdit" or "NotebookEdit" => "write",
        "Bash" or "PowerShell" or "BashOutput" or "KillShell" or "KillBash" => "execute",
        "Grep" or "Glob" or "WebSearch" => "search",
        "WebFetch" => "network",
        "Task" or "Agent" => "delegation",
        "TodoWrite" or "TaskCreate" or "TaskUpdate" => "task_management",
        _ => tool.StartsWith("mcp__", StringComparison.Ordinal) ? "mcp" : "other",
    };

    /// <summary>Whether the tool works on files.</summary>
    public static bool IsFileOperation(string tool) =>
        tool is "Read" or "Write" or "Edit" or "MultiEdit" or "NotebookEdit" or "NotebookRead" or "LS" or "Glob";

    /// <summary>Whether the tool writes files.</summary>
    public static bool IsWrite(string tool) => tool is "Write" or "Edit" or "MultiEdit" or "NotebookEdit";

    /// <summary>Whether the tool runs commands.</summary>
    public static bool IsExecution(string tool) => tool is "Bash" or "PowerShell" or "NotebookExecute";

    /// <summary>Whether the tool starts another agent.</summary>
    public static bool IsDelegation(string tool) => tool is "Task" or "Agent";
}
