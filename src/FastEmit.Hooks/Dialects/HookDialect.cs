using System.Text;
using FastEmit.Hooks.Input;

namespace FastEmit.Hooks.Dialects;

/// <summary>The form of an agent's hooks: the members it uses, and the mapping of its names to ours. One line in <see cref="HookDialects"/>.</summary>
/// <param name="Agent">The agent's name on the command line and in events.</param>
internal sealed record HookDialect(string Agent)
{
    /// <summary>Whether an input comes from this agent; null when the input does not show its agent.</summary>
    public Func<JsonValue, bool>? IsLike { get; init; }

    /// <summary>The paths of the hook's name. All of these are member names, tried in order; a dot leads into an object.</summary>
    public string[] Name { get; init; } = ["hook_event_name", "event", "type", "event_type", "hook_event_type"];

    /// <summary>The paths of the session.</summary>
    public string[] Session { get; init; } = ["session_id", "sessionId"];

    /// <summary>The paths of the tool's name.</summary>
    public string[] Tool { get; init; } = ["tool_name"];

    /// <summary>The paths of the tool call's id.</summary>
    public string[] ToolUse { get; init; } = ["tool_use_id"];

    /// <summary>The paths of the tool's input: an object, or JSON in a string.</summary>
    public string[] Input { get; init; } = ["tool_input"];

    /// <summary>The paths of the tool's result.</summary>
    public string[] Response { get; init; } = ["tool_response", "tool_output", "output"];

    /// <summary>The paths of the user's prompt.</summary>
    public string[] Prompt { get; init; } = ["prompt"];

    /// <summary>The paths of the agent's last message.</summary>
    public string[] LastMessage { get; init; } = ["last_assistant_message"];

    /// <summary>The paths of the working directory: a text, or a list that begins with it.</summary>
    public string[] Cwd { get; init; } = ["cwd"];

    /// <summary>The paths of a tool call's duration in milliseconds.</summary>
    public string[] Duration { get; init; } = ["duration_ms"];

    /// <summary>The hooks whose name in this agent differs from ours.</summary>
    public DialectHook[] Hooks { get; init; } = [];

    /// <summary>The tools whose name in this agent differs from ours.</summary>
    public (string Original, string Normal)[] Tools { get; init; } = [];

    /// <summary>Guesses the hook's name from the other members of an input without one; null when the agent always gives a name.</summary>
    public Func<JsonValue, string?>? GuessName { get; init; }

    /// <summary>The first of these members that exists.</summary>
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

    /// <summary>The agent's own name of the hook, or null.</summary>
    /// <param name="root">The input.</param>
    /// <param name="given">The name from the command line, for an input without one.</param>
    public string? FindName(JsonValue root, string? given)
    {
        foreach (string name in Name)
        {
            if (root.At(name).GetName() is { } found)
            {
                return found;
            }
        }

        return given ?? GuessName?.Invoke(root);
    }

    /// <summary>Our name of a hook, and the tool that the name implies, if any.</summary>
    public string? NormalName(string? name, out string? tool)
    {
        foreach (DialectHook hook in Hooks)
        {
            if (hook.Original == name)
            {
                tool = hook.Tool;
                return hook.Normal;
            }
        }

        tool = null;
        return name;
    }

    /// <summary>Our name of a tool.</summary>
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

    /// <summary>The input of the tool call.</summary>
    /// <param name="root">The input.</param>
    /// <param name="impliedTool">The tool that the hook's name implies, or null. The hook's own members may then be the input.</param>
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
            return input; // a plain text
        }
    }
}

/// <summary>A hook whose name in this agent differs from ours.</summary>
/// <param name="Original">The agent's name.</param>
/// <param name="Normal">Our name.</param>
/// <param name="Tool">Our tool that the hook implies, when it covers only one tool; otherwise null.</param>
internal readonly record struct DialectHook(string Original, string Normal, string? Tool = null);
