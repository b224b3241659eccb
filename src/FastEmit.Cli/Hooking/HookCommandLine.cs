namespace FastEmit.Cli.Hooking;

/// <summary>The words that run this program's hook.</summary>
internal static class HookCommandLine
{
    /// <summary>This program and the given options.</summary>
    /// <param name="isShared">Whether others share the file. The program is then named without a path, and found through each user's PATH.</param>
    /// <param name="folder">The folder for a copy of the native hook, if an update would remove the one beside this program.</param>
    /// <param name="options">Options with their values. An option with a null value is omitted; one with an empty value is a flag.</param>
    public static IReadOnlyList<string> Words(bool isShared, string folder, params ReadOnlySpan<(string Option, string? Value)> options)
    {
        List<string> words = isShared ? ["fastemit", "hook"] : Program(folder);
        foreach ((string option, string? value) in options)
        {
            if (value is not null)
            {
                words.AddRange(value.Length == 0 ? [option] : [option, value]);
            }
        }

        return words;
    }

    private static List<string> Program(string folder)
    {
        string process = Environment.ProcessPath ?? "fastemit";
        if (NativeHook.Beside(process) is { } hook)
        {
            return [NativeHook.Keep(hook, process, Lasting(process), folder)];
        }

        bool isHost = Path.GetFileNameWithoutExtension(process) == "dotnet";
        return isHost ? [process, Path.GetFullPath(Environment.GetCommandLineArgs()[0]), "hook"] : [Lasting(process), "hook"];
    }

    /// <summary>
    /// A path that stays valid after an update. For a dotnet tool it is the command beside the folder <c>.store</c>, which has the
    /// version in its path.
    /// </summary>
    internal static string Lasting(string process)
    {
        int store = process.IndexOf("/.store/", StringComparison.Ordinal);
        string command = store < 0 ? "" : Path.Combine(process[..store], "fastemit");
        return File.Exists(command) ? command : process;
    }
}
