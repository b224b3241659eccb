using System.CommandLine;
using FastEmit.Cli.CommandLine;
using FastEmit.Hooks.Redaction;

namespace FastEmit.Cli.Hooking;

/// <summary>
/// <c>fastemit hook</c> for the help alone: <see cref="Program"/> runs a hook before the command line is parsed.
/// </summary>
internal sealed class HookCommand : Command
{
    public HookCommand()
        : base("hook", "One agent hook: reads its JSON from standard input, appends its events to the ring file, answers and starts the agent if none runs. Always exits with 0.")
    {
        Add(HookingOptions.RingFile());
        Add(HookingOptions.Url());
        Add(HookingOptions.Token());
        Add(new Option<string>("--namespace") { Description = "The Socket.IO namespace of the events.", HelpName = "/NS", DefaultValueFactory = static _ => "/" });
        Add(new Option<string>("--agent") { Description = "The agent that runs the hook. Default: told by the input, else claude.", HelpName = "NAME" });
        Add(new Option<string>("--event") { Description = "The hook's name, for agents whose input has none.", HelpName = "NAME" });
        Add(new Option<int>("--max-text") { Description = "Characters that a text of the input keeps.", HelpName = "N", DefaultValueFactory = static _ => TextLimits.DefaultText });
        Add(new Option<bool>("--full") { Description = "Keep whole texts, as far as an event of 900,000 bytes has room for them." });
        Add(new Option<bool>("--transcript-text") { Description = "Let the agent tell what messages say, beside the tokens that they used." });
        Add(new Option<bool>("--no-agent") { Description = "Do not start an agent." });
        SetAction(static _ => ExitCode.Success);
    }
}
