using FastEmit.Hooks.State;

namespace FastEmit.Hooks.Deriving;

/// <summary>A hook type: everything that is said of it anywhere follows from its line in <see cref="HookTypes"/>.</summary>
/// <param name="Name">Its name in Claude Code, whose names are the ones that other agents' are brought to.</param>
/// <param name="When">When it comes, for the documentation.</param>
internal sealed record HookType(string Name, string When)
{
    /// <summary>The event's subtype; the name in snake case where nothing else is said.</summary>
    public string? Subtype { get; init; }

    /// <summary>Other names that it goes by.</summary>
    public string[] Aliases { get; init; } = [];

    /// <summary>Writes what is derived from its input; null where the input says everything.</summary>
    public HookFacts? Facts { get; init; }

    /// <summary>What <see cref="Facts"/> writes, for the documentation.</summary>
    public string Derived => Facts is null ? ""
        : Facts == ToolInputs.Describe ? ToolInputs.Derived
        : Facts == ToolResults.Describe ? ToolResults.Derived
        : Facts == TextFacts.DescribePrompt ? TextFacts.DerivedOfPrompt
        : Facts == TextFacts.DescribeNotification ? TextFacts.DerivedOfNotification
        : TextFacts.DerivedOfStop;

    /// <summary>The step of a tool call that it tells of.</summary>
    public ToolCallStep Step { get; init; }

    /// <summary>Whether hooks of it are chosen by the tool's name.</summary>
    public bool IsByTool { get; init; }

    /// <summary>Whether the agent acts on no answer and the next event does not depend on this one, so that it need not wait.</summary>
    public bool IsAsync { get; init; }

    /// <summary>Whether the agent skips http hooks of it without a word.</summary>
    public bool IsCommandOnly { get; init; }

    /// <summary>Why it is not installed; null where it is.</summary>
    public string? NotInstalled { get; init; }
}
