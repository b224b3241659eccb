using FastEmit.Hooks.Spooling;

namespace FastEmit.Hooks.Settings;

/// <summary>Where and how an agent wants its hooks written. One line in <see cref="HookHosts"/>.</summary>
/// <param name="Agent">The agent's name, as in its dialect.</param>
internal sealed record HookHost(string Agent)
{
    /// <summary>The hooks that are installed, as the agent calls them.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>The user's own file. Gets the home folder and reads the environment.</summary>
    public required Func<string, Func<string, string?>, string> UserFile { get; init; }

    /// <summary>The file of a project, which others may share, below its folder; null where the agent has none.</summary>
    public string? ProjectFile { get; init; }

    /// <summary>Members that the file needs besides, where it lacks them: name and value.</summary>
    public IReadOnlyList<(string Name, string Value)> Members { get; init; } = [];

    /// <summary>Whether hooks are in groups, each with a matcher; otherwise they are in a type's list themselves.</summary>
    public bool IsGrouped { get; init; } = true;

    /// <summary>Whether the agent discards the whole file for a comment, or for a hook in another form.</summary>
    public bool IsStrict { get; init; }

    /// <summary>Writes one hook.</summary>
    public required Func<HookEntry, string> Entry { get; init; }

    /// <summary>The group's matcher for a type; null for none.</summary>
    public Func<string, string?> Matcher { get; init; } = static _ => null;

    /// <summary>What the user still has to do, or should know.</summary>
    public string? Note { get; init; }

    /// <summary>A folder below the user's home that says that the agent is used, where that is not the one of its file.</summary>
    public string? Folder { get; init; }

    /// <summary>Writes the whole file, where it is ours alone; null where it is shared with other settings.</summary>
    public Func<HookEntry, HookPaths, string>? Content { get; init; }

    /// <summary>Whether such a file is ours.</summary>
    public static bool IsOurContent(string text) => text.Contains(ContentMark, StringComparison.Ordinal);

    /// <summary>What such a file begins with.</summary>
    public const string ContentMark = "// Written by 'fastemit hooks install'; 'fastemit hooks uninstall' removes it.";
}
