using System.Text;
using FastEmit.Hooks.Catalogue;
using FastEmit.Hooks.Input;
using FastEmit.Hooks.Redaction;

namespace FastEmit.Hooks.Deriving;

/// <summary>The events that a hook makes: one for itself, and for some a second one that follows from it.</summary>
/// <param name="input">The hook's input.</param>
/// <param name="now">When the hook ran.</param>
/// <param name="correlationId">What the events of the tool call have in common, or null.</param>
/// <param name="durationMs">Milliseconds since the tool call began, where that is known.</param>
internal sealed class HookEvents(HookInput input, DateTimeOffset now, string? correlationId, double? durationMs)
{
    private const int PreviewLength = 200;

    /// <summary>How much of a prompt is searched for words.</summary>
    private const int SearchedBytes = 64 << 10;

    private readonly JsonValue _root = input.Root;

    /// <summary>The events of a hook, in order.</summary>
    public List<AgentHookEvent> Create()
    {
        List<AgentHookEvent> events = new(2);
        switch (HookTypes.Parse(input.HookName))
        {
            case HookType.PreToolUse:
                events.Add(Common(new PreTool { Data = PreTool() }));
                AddFollowing(events);
                break;
            case HookType.PostToolUse:
                events.Add(Common(new PostTool { Data = ToolResults.Describe(input, durationMs) }));
                break;
            case HookType.Stop:
                events.Add(Common(new Stop { Data = Stop() }));
                if (_root["usage"u8].Kind == JsonKind.Object)
                {
                    events.Add(Common(new TokenUsageUpdated { Data = TokenUsage(_root["usage"u8]) }));
                }

                break;
            default:
                events.Add(Common(Other()));
                break;
        }

        return events;
    }

    /// <summary>The event that reports an input that is not JSON.</summary>
    public static AgentHookEvent Invalid(ReadOnlySpan<byte> text, JsonSyntaxException error, DateTimeOffset now) => new InvalidInput
    {
        Timestamp = now,
        Data = new InvalidInputData
        {
            Error = error.Message,
            Offset = error.Offset,
            InputBytes = text.Length,
            Preview = Texts.Cut(Redactor.Redact(Encoding.UTF8.GetString(text[..Math.Min(text.Length, 16 * PreviewLength)])), PreviewLength),
        },
    };

    private AgentHookEvent Common(AgentHookEvent @event) => @event with
    {
        Timestamp = now,
        CorrelationId = correlationId,
        SessionId = input.SessionId,
        Cwd = input.Cwd,
    };

    private AgentHookEvent Other()
    {
        RedactedJson whole = new(_root, input.CutAt);
        return HookTypes.Parse(input.HookName) switch
        {
            HookType.UserPromptSubmit => new UserPrompt { Data = UserPrompt() },
            HookType.Notification => new Notification { Data = Notification() },
            HookType.SubagentStop => new SubagentStop { Data = SubagentStop() },
            HookType.SessionStart => new SessionStart { Data = whole },
            HookType.SessionEnd => new SessionEnd { Data = whole },
            HookType.PreCompact => new PreCompact { Data = whole },
            HookType.PostCompact => new PostCompact { Data = whole },
            HookType.AssistantResponse => new AssistantResponse { Data = whole },
            HookType.PermissionRequest => new PermissionRequest { Data = whole },
            HookType.SubagentStart => new SubagentStart { Data = whole },
            HookType.WorktreeCreate => new WorktreeCreate { Data = whole },
            HookType.WorktreeRemove => new WorktreeRemove { Data = whole },
            HookType.ConfigChange => new ConfigChange { Data = whole },
            HookType.TeammateIdle => new TeammateIdle { Data = whole },
            HookType.TaskCompleted => new TaskCompleted { Data = whole },
            _ => new UnknownHook(input.HookName) { Data = whole },
        };
    }

    private PreToolData PreTool()
    {
        string tool = input.ToolName;
        return new PreToolData
        {
            HookEventName = input.HookName,
            PermissionMode = input.PermissionMode,
            InputCutAt = input.CutAt,
            ToolName = tool,
            OperationType = ToolFacts.OperationType(tool),
            ToolParameters = ToolInputs.Describe(tool, input.ToolInput),
            IsFileOperation = ToolFacts.IsFileOperation(tool),
            IsExecution = ToolFacts.IsExecution(tool),
            IsDelegation = ToolFacts.IsDelegation(tool),
            SecurityRisk = ToolInputs.SecurityRisk(tool, input.ToolInput, _root["cwd"u8]),
            ToolUseId = input.ToolUseId,
        };
    }

    private void AddFollowing(List<AgentHookEvent> events)
    {
        JsonValue toolInput = input.ToolInput;
        if (ToolFacts.IsDelegation(input.ToolName))
        {
            events.Add(Common(new SubagentTask
            {
                Data = new SubagentTaskData
                {
                    HookEventName = input.HookName,
                    PermissionMode = input.PermissionMode,
                    InputCutAt = input.CutAt,
                    AgentType = Texts.Whole(toolInput["subagent_type"u8]),
                    Description = Texts.Preview(toolInput["description"u8], PreviewLength),
                    PromptPreview = Texts.Preview(toolInput["prompt"u8], PreviewLength),
                    ToolUseId = input.ToolUseId,
                },
            }));
        }
        else if (input.ToolName == "TodoWrite")
        {
            (int total, int completed, int inProgress, int pending) = ToolInputs.CountTodos(toolInput["todos"u8]);
            events.Add(Common(new TodoUpdated
            {
                Data = new TodoData
                {
                    HookEventName = input.HookName,
                    PermissionMode = input.PermissionMode,
                    InputCutAt = input.CutAt,
                    Total = total,
                    Completed = completed,
                    InProgress = inProgress,
                    Pending = pending,
                    Todos = new RedactedJson(toolInput["todos"u8]),
                    ToolUseId = input.ToolUseId,
                },
            }));
        }
    }

    private UserPromptData UserPrompt()
    {
        JsonValue prompt = _root["prompt"u8];
        string text = prompt.GetString(SearchedBytes) ?? "";
        return new UserPromptData
        {
            HookEventName = input.HookName,
            PermissionMode = input.PermissionMode,
            InputCutAt = input.CutAt,
            PromptPreview = Texts.Preview(prompt, PreviewLength),
            PromptLength = prompt.CountCharacters(),
            IsCommand = text.StartsWith('/'),
            ContainsCode = PromptFacts.ContainsCode(text),
            Urgency = PromptFacts.Urgency(text),
        };
    }

    private NotificationData Notification()
    {
        JsonValue message = _root["message"u8];
        string type = Texts.Whole(_root["notification_type"u8]) ?? "";
        string text = message.GetString(SearchedBytes) ?? "";
        return new NotificationData
        {
            HookEventName = input.HookName,
            PermissionMode = input.PermissionMode,
            InputCutAt = input.CutAt,
            NotificationType = type.Length == 0 ? null : type,
            MessagePreview = Texts.Preview(message, PreviewLength),
            MessageLength = message.CountCharacters(),
            IsUserInputRequest = type is "permission_prompt" or "idle_prompt" or "elicitation_dialog" || PromptFacts.AsksUser(text),
            IsError = PromptFacts.IsError(type) || PromptFacts.IsError(text),
        };
    }

    private StopData Stop() => new()
    {
        HookEventName = input.HookName,
        PermissionMode = input.PermissionMode,
        InputCutAt = input.CutAt,
        Reason = Texts.Whole(_root["reason"u8]),
        StopHookActive = _root["stop_hook_active"u8].IsTrue,
        LastMessagePreview = Texts.Preview(_root["last_assistant_message"u8], PreviewLength),
        Usage = _root["usage"u8].Exists ? new RedactedJson(_root["usage"u8]) : null,
    };

    private SubagentStopData SubagentStop() => new()
    {
        HookEventName = input.HookName,
        PermissionMode = input.PermissionMode,
        InputCutAt = input.CutAt,
        AgentType = Texts.Whole(_root["agent_type"u8]),
        AgentId = Texts.Whole(_root["agent_id"u8]),
        Reason = Texts.Whole(_root["reason"u8]),
        StopHookActive = _root["stop_hook_active"u8].IsTrue,
        LastMessagePreview = Texts.Preview(_root["last_assistant_message"u8], PreviewLength),
    };

    private TokenUsageData TokenUsage(JsonValue usage)
    {
        long read = usage["input_tokens"u8].GetInt64() ?? 0;
        long written = usage["output_tokens"u8].GetInt64() ?? 0;
        long created = usage["cache_creation_input_tokens"u8].GetInt64() ?? 0;
        long cached = usage["cache_read_input_tokens"u8].GetInt64() ?? 0;
        return new TokenUsageData
        {
            HookEventName = input.HookName,
            PermissionMode = input.PermissionMode,
            InputCutAt = input.CutAt,
            InputTokens = read,
            OutputTokens = written,
            CacheCreationInputTokens = created,
            CacheReadInputTokens = cached,
            TotalTokens = read + written + created + cached,
        };
    }
}
