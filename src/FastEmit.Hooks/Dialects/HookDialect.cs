using System.Text;
using FastEmit.Hooks.Deriving;
using FastEmit.Hooks.Input;

namespace FastEmit.Hooks.Dialects;

/// <summary>How an agent puts its hooks: which members say what, and which of its names stand for which of ours. One line in <see cref="HookDialects"/>.</summary>
/// <param name="Agent">The agent's name on the command line and in events.</param>
internal sealed record HookDialect(string Agent)
{
    /// <summary>Whether an input is of this agent; null where that cannot be told by the input.</summary>
    public Func<JsonValue, bool>? IsLike { get; init; }

    /// <summary>Where the hook's name is. All of these are names of members, tried in their order; a dot leads into an object.</summary>
    public string[] Name { get; init; } = ["hook_event_name", "event", "type", "event_type", "hook_event_type"];

    /// <summary>Where the session is.</summary>
    public string[] Session { get; init; } = ["session_id", "sessionId"];

    /// <summary>Where the tool is.</summary>
    public string[] Tool { get; init; } = ["tool_name"];

    /// <summary>Where the tool call's id is.</summary>
    public string[] ToolUse { get; init; } = ["tool_use_id"];

    /// <summary>Where the tool's input is: an object, or one as text.</summary>
    public string[] Input { get; init; } = ["tool_input"];

    /// <summary>Where the tool's result is.</summary>
    public string[] Response { get; init; } = ["tool_response", "tool_output", "output"];

    /// <summary>Where the user's prompt is.</summary>
    public string[] Prompt { get; init; } = ["prompt"];

    /// <summary>Where the agent's last words are.</summary>
    public string[] LastMessage { get; init; } = ["last_assistant_message"];

    /// <summary>Where the working directory is: a text, or a list that begins with it.</summary>
    public string[] Cwd { get; init; } = ["cwd"];

    /// <summary>Where the milliseconds of a tool call are.</summary>
    public string[] Duration { get; init; } = ["duration_ms"];

    /// <summary>The agent's hooks that have another name than ours.</summary>
    public DialectHook[] Hooks { get; init; } = [];

    /// <summary>The agent's tools that have another name than ours.</summary>
    public (string Original, string Normal)[] Tools { get; init; } = [];

    /// <summary>Tells the hook's name by what else is in an input without one; null where agents always give it.</summary>
    public Func<JsonValue, string?>? GuessName { get; init; }

    /// <summary>The first of some members that there is.</summary>
    public static JsonValue First(JsonValue root, string[] names)
    {
        foreach (string name in names)
        {
            JsonValue value = root.At(name);
            if (value.Exists)
            {
                return value;
            }
        }

        return default;
    }

    /// <summary>The hook's name as the agent calls it, or null.</summary>
    /// <param name="root">The input.</param>
    /// <param name="given">The name that the command line gives for an input that has none.</param>
    public string? FindName(JsonValue root, string? given)
    {
        foreach (string name in Name)
        {
            if (root.At(name).GetText(HookInput.MaxName) is { } found)
            {
                return found;
            }
        }

        return given ?? GuessName?.Invoke(root);
    }

    /// <summary>The type of a hook, and the tool that its name stands for, if it does.</summary>
    public HookType? FindType(string? name, out string? tool)
    {
        foreach (DialectHook hook in Hooks)
        {
            if (hook.Original == name)
            {
                tool = hook.Tool;
                return HookTypes.Find(hook.Normal);
            }
        }

        tool = null;
        return HookTypes.Find(name);
    }

    /// <summary>A tool by our name.</summary>
    public string? ToolOf(string? original)
    {
        foreach ((string name, string normal) in Tools)
        {
            if (name == original)
            {
                return normal;
            }
        }

        return original;
    }

    /// <summary>What a tool is asked to do.</summary>
    /// <param name="root">The input.</param>
    /// <param name="impliedTool">The tool that the hook's name stands for: then its input may be the hook's own.</param>
    public JsonValue InputOf(JsonValue root, string? impliedTool)
    {
        JsonValue input = First(root, Input);
        if (!input.Exists)
        {
            return impliedTool is null ? default : root;
        }

        if (input.Kind != JsonKind.String || input.IsCut)
        {
            return input;
        }

        try
        {
            byte[] text = Encoding.UTF8.GetBytes(input.GetString()!);
            JsonValue parsed = JsonParser.Parse(text, text.Length, mayBeCut: false).Root;
            return parsed.Kind == JsonKind.Object ? parsed : input;
        }
        catch (JsonSyntaxException)
        {
            return input; // a text, then
        }
    }
}
