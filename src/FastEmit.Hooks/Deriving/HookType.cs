using FastEmit.Hooks.Catalogue;
using FastEmit.Hooks.State;

namespace FastEmit.Hooks.Deriving;

/// <summary>A hook type. Its line in <see cref="HookTypes"/> is the only definition.</summary>
/// <param name="Name">Its name in Claude Code. Other agents' names are mapped to these names.</param>
/// <param name="When">When the hook runs, for the documentation.</param>
internal sealed record HookType(string Name, string When)
{
    /// <summary>The event's subtype; null for the name in snake case.</summary>
    public string? Subtype { get; init; }

    /// <summary>Its other names.</summary>
    public string[] Aliases { get; init; } = [];

    /// <summary>Writes the derived members; null when none are derived.</summary>
    public HookFacts? Facts { get; init; }

    /// <summary>The members that <see cref="Facts"/> writes, for the documentation.</summary>
    public string Derived => Facts is null ? ""
        : Facts == ToolInputs.Describe ? ToolInputs.Derived
        : Facts == ToolResults.Describe ? ToolResults.Derived
        : Facts == TextFacts.DescribePrompt ? TextFacts.DerivedOfPrompt
        : Facts == TextFacts.DescribeNotification ? TextFacts.DerivedOfNotification
        : TextFacts.DerivedOfStop;

    /// <summary>The step of a tool call that it reports.</summary>
    public ToolCallStep Step { get; init; }

    /// <summary>Whether the settings select its hooks by the tool's name.</summary>
    public bool IsByTool { get; init; }

    /// <summary>Whether the hook runs in the background: the agent ignores its answer, and the next event does not depend on this one.</summary>
    public bool IsAsync { get; init; }

    /// <summary>Whether the agent silently skips its http hooks.</summary>
    public bool IsCommandOnly { get; init; }

    /// <summary>The reason why it is not installed; null when it is.</summary>
    public string? NotInstalled { get; init; }
}

/// <summary>Writes the members that are derived from a hook's input.</summary>
/// <param name="data">The target.</param>
/// <param name="input">The input.</param>
/// <param name="durationMs">Milliseconds since the tool call began; null when unknown.</param>
internal delegate void HookFacts(ref DataWriter data, HookInput input, double? durationMs);
