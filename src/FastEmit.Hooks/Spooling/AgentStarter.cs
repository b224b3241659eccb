using FastEmit.Hooks.Native;

namespace FastEmit.Hooks.Spooling;

/// <summary>Starts an agent if none runs, without waiting for it.</summary>
internal static class AgentStarter
{
    /// <summary>The option for an agent that a hook starts: the descriptor to close once the agent runs.</summary>
    public const string InheritedOption = "--inherited-lock";

    /// <summary>The executable that runs only hooks.</summary>
    public const string HookExecutable = "fastemit-hook";

    private const string Tool = "fastemit";

    /// <summary>Starts an agent unless one runs or is being started.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="options">Further options of the agent.</param>
    /// <returns>Whether one was started.</returns>
    public static bool Start(HookPaths paths, IEnumerable<string> options)
    {
        using AgentLock agent = AgentLock.Open(paths.Lock);
        if (!agent.TryStart())
        {
            return false;
        }

        List<string> command = OwnCommand();
        command.AddRange(["agent", "--ring-file", paths.Prefix, InheritedOption, "3"]);
        command.AddRange(options);
        if (DetachedProcess.Start([.. command], agent.Descriptor) == 0)
        {
            return false;
        }

        agent.LeaveStarting();
        return true;
    }

    /// <summary>The command that started this program: its own executable, or the platform's with the program as first argument. The hook executable uses the program beside it.</summary>
    private static List<string> OwnCommand()
    {
        string process = Environment.ProcessPath ?? "/proc/self/exe";
        return Path.GetFileNameWithoutExtension(process.AsSpan()) switch
        {
            "dotnet" => [process, Environment.GetCommandLineArgs()[0]],
            HookExecutable => [ToolBeside(process)],
            _ => [process],
        };
    }

    /// <summary>The program in the hook's folder, under either of its names; otherwise the command in the PATH.</summary>
    private static string ToolBeside(string hook)
    {
        string folder = Path.GetDirectoryName(hook) ?? "/";
        foreach (string name in (ReadOnlySpan<string>)[Tool, "FastEmit.Cli"])
        {
            string program = Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name);
            if (File.Exists(program))
            {
                return program;
            }
        }

        return Tool;
    }
}
