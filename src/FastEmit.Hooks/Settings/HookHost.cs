using System.Globalization;
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

/// <summary>A hook to install.</summary>
/// <param name="Type">The agent's name of its type.</param>
/// <param name="Words">The program and its arguments. The names of the agent and the type are added where the agent needs them.</param>
/// <param name="Command">A command line that replaces them, or null.</param>
/// <param name="Endpoint">The address at which a running agent accepts hooks over HTTP; null for commands.</param>
internal sealed record HookEntry(string Type, IReadOnlyList<string> Words, string? Command, HookEndpointAddress? Endpoint)
{
    /// <summary>The agent's timeout for the hook, in seconds.</summary>
    public const int TimeoutSeconds = 10;

    /// <summary>The words and further ones, quoted for a shell.</summary>
    public string Shell(params ReadOnlySpan<string> more)
    {
        return string.Join(' ', (Command is null ? Words.Select(Quote) : [Command]).Concat(more.ToArray().Select(Quote)));
    }

    /// <summary>Puts a word in single quotes if it has characters with a meaning for the shell.</summary>
    public static string Quote(string word) =>
        word.Length != 0 && word.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or ':' or '=' or '~' or '+' or ',' or '@')
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

/// <summary>The address at which the agent process accepts hooks over HTTP: loopback only.</summary>
/// <param name="Port">The port.</param>
internal readonly record struct HookEndpointAddress(int Port)
{
    /// <summary>The default port, outside of the ports that are searched for a server.</summary>
    public const int DefaultPort = 8786;

    /// <summary>The environment variable with the secret, for the agent that sends hooks.</summary>
    public const string TokenVariable = "FASTEMIT_HOOK_TOKEN";

    /// <summary>The path before the agent's name.</summary>
    public const string Path = "/api/hooks/";

    /// <summary>The URL for an agent's hooks.</summary>
    public string UrlOf(string agent) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}{Path}{agent}");

    /// <summary>Whether a URL is this endpoint's.</summary>
    public static bool IsOurs(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && address.IsLoopback && address.AbsolutePath.StartsWith(Path, StringComparison.Ordinal);
}
