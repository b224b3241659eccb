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
        return isHost ? [process, Path.GetFullPath(Environment.GetCommandLineArgs()[0])] : [Lasting(process)];
    }

    /// <summary>
    /// A path that is still right after an update. Of a dotnet tool that is the command beside the folder <c>.store</c>, which has the
    /// version in its path.
    /// </summary>
    internal static string Lasting(string process)
    {
        int store = process.IndexOf("/.store/", StringComparison.Ordinal);
        string command = store < 0 ? "" : Path.Combine(process[..store], "fastemit");
        return File.Exists(command) ? command : process;
    }

    /// <summary>In single quotes where a shell would see more than a word.</summary>
    private static string Quote(string word) =>
        word.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or ':' or '=' or '~' or '+' or ',' or '@')
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
