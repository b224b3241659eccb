using FastEmit.Hooks.Spooling;

namespace FastEmit.Hooks.Settings;

/// <summary>The place and form of an agent's hook settings. One line in <see cref="HookHosts"/>.</summary>
/// <param name="Agent">The agent's name, as in its dialect.</param>
internal sealed record HookHost(string Agent)
{
    /// <summary>The hooks to install, by the agent's names.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>The user's own file. Receives the home folder and a reader of environment variables.</summary>
    public required Func<string, Func<string, string?>, string> UserFile { get; init; }

    /// <summary>The path of the project's file, relative to its folder; null when the agent has none. Others may share the file.</summary>
    public string? ProjectFile { get; init; }

    /// <summary>Further members that are added if the file lacks them: name and value.</summary>
    public IReadOnlyList<(string Name, string Value)> Members { get; init; } = [];

    /// <summary>Whether hooks are in groups, each with a matcher; otherwise they are direct items of a type's list.</summary>
    public bool IsGrouped { get; init; } = true;

    /// <summary>Whether a comment, or a hook in another form, makes the agent discard the whole file.</summary>
    public bool IsStrict { get; init; }

    /// <summary>Writes one hook.</summary>
    public required Func<HookEntry, string> Entry { get; init; }

    /// <summary>The group's matcher for a type; null for none.</summary>
    public Func<string, string?> Matcher { get; init; } = static _ => null;

    /// <summary>A note to the user after the installation.</summary>
    public string? Note { get; init; }

    /// <summary>A folder in the user's home that shows that the agent is in use; null for the folder of its file.</summary>
    public string? Folder { get; init; }

    /// <summary>Writes the whole file when it is only ours; null when it also holds other settings.</summary>
    public Func<HookEntry, HookPaths, string>? Content { get; init; }

    /// <summary>Whether we wrote such a file.</summary>
    public static bool IsOurContent(string text) => text.Contains(ContentMark, StringComparison.Ordinal);

    /// <summary>The first line of such a file.</summary>
    public const string ContentMark = "// Written by 'fastemit hooks install'; 'fastemit hooks uninstall' removes it.";
}
