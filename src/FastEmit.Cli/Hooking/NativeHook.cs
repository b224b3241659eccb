using FastEmit.Hooks.Spooling;

namespace FastEmit.Cli.Hooking;

/// <summary>The hook's native executable, which platform-specific packages have beside the program.</summary>
internal static class NativeHook
{
    private const UnixFileMode OwnerRuns = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Its path beside a program; null when it is missing, or is the portable build, which is no faster than the program.</summary>
    public static string? Beside(string program)
    {
        string hook = Path.Combine(Path.GetDirectoryName(program) ?? "/", OperatingSystem.IsWindows() ? AgentStarter.HookExecutable + ".exe" : AgentStarter.HookExecutable);
        return File.Exists(hook) && !File.Exists(Path.ChangeExtension(hook, null) + ".dll") ? hook : null;
    }

    /// <summary>
    /// A path of the hook that stays valid after an update of the tool. The folders of a tool's store have the version in their names, so the hook
    /// is copied to a folder of the user, beside a link to the command, which it starts as the agent.
    /// </summary>
    /// <param name="hook">The hook.</param>
    /// <param name="program">The program beside it.</param>
    /// <param name="lasting">The program's lasting path; equal to <paramref name="program"/> outside of a store.</param>
    /// <param name="folder">The folder, which is created with access for its owner only.</param>
    public static string Keep(string hook, string program, string lasting, string folder)
    {
        if (lasting == program || OperatingSystem.IsWindows())
        {
            return hook;
        }

        Directory.CreateDirectory(folder, OwnerRuns);
        string kept = Path.Combine(folder, AgentStarter.HookExecutable);
        string unfinished = $"{kept}.{Environment.ProcessId}.new";
        File.Copy(hook, unfinished, overwrite: true);
        File.SetUnixFileMode(unfinished, OwnerRuns);
        File.Move(unfinished, kept, overwrite: true); // a running hook keeps the old file
        string link = Path.Combine(folder, "fastemit");
        File.Delete(link);
        File.CreateSymbolicLink(link, lasting);
        return kept;
    }
}
