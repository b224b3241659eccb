using FastEmit.Hooks.Spooling;

namespace FastEmit.Cli.Hooking;

/// <summary>The hook's own native executable, which packages for one platform have beside the program.</summary>
internal static class NativeHook
{
    private const UnixFileMode OwnerRuns = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Where it lies beside a program; null where there is none, or only the portable build of it, which is no faster than the program.</summary>
    public static string? Beside(string program)
    {
        string hook = Path.Combine(Path.GetDirectoryName(program) ?? "/", OperatingSystem.IsWindows() ? AgentStarter.HookExecutable + ".exe" : AgentStarter.HookExecutable);
        return File.Exists(hook) && !File.Exists(Path.ChangeExtension(hook, null) + ".dll") ? hook : null;
    }

    /// <summary>
    /// A path of the hook that is still right after an update of the tool: in a tool's store, whose folders have the version in their names, it
    /// is copied into a folder of the user's, with a link to the command beside it, which it starts as the agent.
    /// </summary>
    /// <param name="hook">The hook.</param>
    /// <param name="program">The program beside it.</param>
    /// <param name="lasting">The program's own lasting path; the same when it is in no store.</param>
    /// <param name="folder">The folder, which is made for its owner alone.</param>
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
        File.Move(unfinished, kept, overwrite: true); // one that runs at this moment keeps its own
        string link = Path.Combine(folder, "fastemit");
        File.Delete(link);
        File.CreateSymbolicLink(link, lasting);
        return kept;
    }
}
