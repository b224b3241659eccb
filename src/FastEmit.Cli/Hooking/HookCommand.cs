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
