using System.CommandLine;
using FastEmit.Cli.CommandLine;
using FastEmit.Hooks.Redaction;

namespace FastEmit.Cli.Hooking;

/// <summary>
/// <c>fastemit hook</c>, only for the help: <see cref="Program"/> runs a hook before the command line is parsed.
/// </summary>
internal sealed class HookCommand : Command
{
    public HookCommand()
        : base("hook", "Run one agent hook: read its JSON from standard input, append its events to the ring file, answer, and start the agent if none runs. The exit code is always 0.")
    {
        Add(HookingOptions.RingFile());
        Add(HookingOptions.Url());
        Add(HookingOptions.Token());
        Add(new Option<string>("--namespace") { Description = "The Socket.IO namespace of the events.", HelpName = "/NS", DefaultValueFactory = static _ => "/" });
        Add(new Option<string>("--agent") { Description = "The agent that runs the hook. Default: recognised by the input, otherwise claude.", HelpName = "NAME" });
        Add(new Option<string>("--event") { Description = "The hook's name, for agents whose input has none.", HelpName = "NAME" });
        Add(new Option<int>("--max-text") { Description = "The maximum length of a text of the input, in characters.", HelpName = "N", DefaultValueFactory = static _ => TextLimits.DefaultText });
        Add(new Option<bool>("--full") { Description = "Keep whole texts, within the limit of 900,000 bytes for an event." });
        Add(new Option<bool>("--transcript-text") { Description = "Let the agent include the text of messages in the events about their tokens." });
        Add(new Option<bool>("--no-agent") { Description = "Do not start an agent." });
        SetAction(static _ => ExitCode.Success);
    }
}

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
