namespace FastEmit.Cli.Hooking;

/// <summary>The command line that runs this program's hook, as an agent's shell wants it.</summary>
internal static class HookCommandLine
{
    /// <summary>This program by its full path, and the options that are given.</summary>
    public static string Build(string? ringFile, string? url, string? @namespace)
    {
        List<string> words = [.. Program(), "hook"];
        foreach ((string option, string? value) in ((string, string?)[])[("--ring-file", ringFile is null ? null : Path.GetFullPath(ringFile)), ("--url", url), ("--namespace", @namespace)])
        {
            if (value is not null)
            {
                words.AddRange([option, value]);
            }
        }

        return string.Join(' ', words.Select(Quote));
    }

    private static List<string> Program()
    {
        string process = Environment.ProcessPath ?? "fastemit";
        bool isHost = Path.GetFileNameWithoutExtension(process) == "dotnet";
        return isHost ? [process, Path.GetFullPath(Environment.GetCommandLineArgs()[0])] : [process];
    }

    /// <summary>In single quotes where a shell would see more than a word.</summary>
    private static string Quote(string word) =>
        word.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or ':' or '=' or '~' or '+' or ',' or '@')
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
