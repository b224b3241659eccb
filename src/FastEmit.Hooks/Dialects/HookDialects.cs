using FastEmit.Hooks.Input;

namespace FastEmit.Hooks.Dialects;

/// <summary>The known agents.</summary>
internal static class HookDialects
{
    /// <summary>Claude Code, whose names are ours. The default when no other agent matches.</summary>
    public static readonly HookDialect Claude = new("claude");

    /// <summary>All of them, in the order of recognition: the more specific test comes first.</summary>
    public static readonly HookDialect[] All =
    [
        new("cursor")
        {
            IsLike = static root => Has(root, "cursor_version") || Has(root, "conversation_id"),
            Session = ["conversation_id", "session_id"],
            Cwd = ["cwd", "workspace_roots"],
            Response = ["tool_output", "result_json", "output", "tool_response"],
            LastMessage = ["last_assistant_message", "text"],
            Duration = ["duration_ms", "duration"],
            Hooks =
            [
                new("preToolUse", "PreToolUse"), new("postToolUse", "PostToolUse"), new("postToolUseFailure", "PostToolUseFailure"),
                new("beforeShellExecution", "PreToolUse", "Bash"), new("afterShellExecution", "PostToolUse", "Bash"),
                new("beforeMCPExecution", "PreToolUse"), new("afterMCPExecution", "PostToolUse"),
                new("beforeReadFile", "PreToolUse", "Read"), new("afterFileEdit", "PostToolUse", "Edit"),
                new("beforeSubmitPrompt", "UserPromptSubmit"), new("afterAgentResponse", "AssistantResponse"), new("stop", "Stop"),
                new("sessionStart", "SessionStart"), new("sessionEnd", "SessionEnd"), new("preCompact", "PreCompact"),
                new("subagentStart", "SubagentStart"), new("subagentStop", "SubagentStop"),
            ],
            Tools = [("Shell", "Bash")],
        },
        new("vscode")
        {
            IsLike = static root => Has(root, "hookEventName"),
            Name = ["hookEventName", "hook_event_name"],
            Tools =
            [
                ("runInTerminal", "Bash"), ("run_in_terminal", "Bash"), ("editFiles", "Edit"), ("replace_string_in_file", "Edit"), ("createFile", "Write"),
                ("create_file", "Write"), ("readFile", "Read"), ("read_file", "Read"), ("runSubagent", "Task"), ("fetch", "WebFetch"),
            ],
        },
        new("windsurf")
        {
            IsLike = static root => Has(root, "agent_action_name"),
            Name = ["agent_action_name"],
            Session = ["trajectory_id"],
            Tool = ["tool_info.mcp_tool_name"],
            Input = ["tool_info"],
            Response = ["tool_info.mcp_result", "tool_info.stdout"],
            Prompt = ["tool_info.user_prompt"],
            Cwd = ["tool_info.cwd"],
            Hooks =
            [
                new("pre_run_command", "PreToolUse", "Bash"), new("post_run_command", "PostToolUse", "Bash"),
                new("pre_read_code", "PreToolUse", "Read"), new("post_read_code", "PostToolUse", "Read"),
                new("pre_write_code", "PreToolUse", "Edit"), new("post_write_code", "PostToolUse", "Edit"),
                new("pre_mcp_tool_use", "PreToolUse"), new("post_mcp_tool_use", "PostToolUse"),
                new("pre_user_prompt", "UserPromptSubmit"), new("post_cascade_response", "AssistantResponse"),
            ],
        },
        new("copilot")
        {
            IsLike = static root => Has(root, "toolName") || (Has(root, "sessionId") && !Has(root, "hook_event_name")),
            Tool = ["toolName", "tool_name"],
            ToolUse = ["toolCallId", "tool_use_id"],
            Input = ["toolArgs", "tool_input"],
            Response = ["toolResult", "tool_response"],
            Prompt = ["prompt", "initialPrompt"],
            GuessName = static root =>
                Has(root, "toolResult") ? "postToolUse" : Has(root, "toolName") ? "preToolUse" : Has(root, "prompt") ? "userPromptSubmitted"
                : Has(root, "error") ? "errorOccurred" : Has(root, "reason") ? "sessionEnd" : Has(root, "source") ? "sessionStart" : null,
            Hooks =
            [
                new("preToolUse", "PreToolUse"), new("postToolUse", "PostToolUse"), new("postToolUseFailure", "PostToolUseFailure"),
                new("userPromptSubmitted", "UserPromptSubmit"), new("sessionStart", "SessionStart"), new("sessionEnd", "SessionEnd"),
                new("agentStop", "Stop"), new("subagentStart", "SubagentStart"), new("subagentStop", "SubagentStop"), new("errorOccurred", "StopFailure"),
            ],
            Tools =
            [
                ("bash", "Bash"), ("powershell", "PowerShell"), ("view", "Read"), ("create", "Write"), ("edit", "Edit"), ("str_replace_editor", "Edit"),
                ("grep", "Grep"), ("glob", "Glob"), ("web_fetch", "WebFetch"), ("task", "Task"),
            ],
        },
        new("gemini")
        {
            IsLike = static root => root.At("hook_event_name").GetName()
                is "BeforeTool" or "AfterTool" or "BeforeAgent" or "AfterAgent" or "BeforeModel" or "AfterModel" or "BeforeToolSelection" or "PreCompress",
            LastMessage = ["prompt_response"],
            Hooks =
            [
                new("BeforeTool", "PreToolUse"), new("AfterTool", "PostToolUse"), new("BeforeAgent", "UserPromptSubmit"), new("AfterAgent", "Stop"),
                new("PreCompress", "PreCompact"),
            ],
            Tools =
            [
                ("run_shell_command", "Bash"), ("read_file", "Read"), ("read_many_files", "Read"), ("write_file", "Write"), ("replace", "Edit"), ("glob", "Glob"),
                ("search_file_content", "Grep"), ("grep_search", "Grep"), ("list_directory", "LS"), ("web_fetch", "WebFetch"), ("google_web_search", "WebSearch"),
                ("write_todos", "TodoWrite"),
            ],
        },
        new("kiro")
        {
            IsLike = static root => root.At("hook_event_name").GetName() is "preToolUse" or "postToolUse" or "agentSpawn" or "userPromptSubmit" or "stop",
            LastMessage = ["assistant_response", "last_assistant_message"],
            Hooks =
            [
                new("preToolUse", "PreToolUse"), new("postToolUse", "PostToolUse"), new("agentSpawn", "SessionStart"), new("userPromptSubmit", "UserPromptSubmit"),
                new("stop", "Stop"),
            ],
            Tools = [("execute_bash", "Bash"), ("shell", "Bash"), ("fs_read", "Read"), ("read", "Read"), ("fs_write", "Write"), ("write", "Write"), ("use_subagent", "Task")],
        },
        new("opencode")
        {
            IsLike = static root => root.At("hook_event_name").GetName() is { } name && name.Contains('.', StringComparison.Ordinal),
            Hooks =
            [
                new("tool.execute.before", "PreToolUse"), new("tool.execute.after", "PostToolUse"), new("chat.message", "UserPromptSubmit"),
                new("permission.asked", "PermissionRequest"), new("session.created", "SessionStart"), new("session.deleted", "SessionEnd"),
                new("session.idle", "Stop"), new("session.error", "StopFailure"), new("session.compacted", "PostCompact"),
            ],
            Tools =
            [
                ("bash", "Bash"), ("read", "Read"), ("write", "Write"), ("edit", "Edit"), ("patch", "Edit"), ("grep", "Grep"), ("glob", "Glob"), ("list", "LS"),
                ("webfetch", "WebFetch"), ("todowrite", "TodoWrite"), ("task", "Task"),
            ],
        },
        new("codex")
        {
            IsLike = static root => Has(root, "turn-id") || (Has(root, "turn_id") && !Has(root, "message_id")),
            Session = ["session_id", "thread-id"],
            LastMessage = ["last_assistant_message", "last-assistant-message"],
            Hooks = [new("agent-turn-complete", "Stop"), new("approval-requested", "PermissionRequest")],
            Tools = [("shell", "Bash"), ("local_shell", "Bash"), ("shell_command", "Bash"), ("exec_command", "Bash"), ("apply_patch", "Edit"), ("update_plan", "TodoWrite")],
        },
        Claude,
    ];

    /// <summary>An agent by its name; null for no name or an unknown one. An unknown name is kept, and its hooks are read as Claude Code's.</summary>
    public static HookDialect? Find(string? agent)
    {
        if (agent is null)
        {
            return null;
        }

        foreach (HookDialect dialect in All)
        {
            if (string.Equals(dialect.Agent, agent, StringComparison.OrdinalIgnoreCase))
            {
                return dialect;
            }
        }

        return Claude;
    }

    /// <summary>The agent that an input most likely comes from.</summary>
    public static HookDialect Recognise(JsonValue root)
    {
        foreach (HookDialect dialect in All)
        {
            if (dialect.IsLike is { } isLike && isLike(root))
            {
                return dialect;
            }
        }

        return Claude;
    }

    private static bool Has(JsonValue root, string name) => root.At(name).Kind != JsonKind.Missing;
}
