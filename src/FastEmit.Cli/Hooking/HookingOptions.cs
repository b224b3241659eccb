using System.CommandLine;
using FastEmit.Hooks.Agents;
using FastEmit.Hooks.Spooling;

namespace FastEmit.Cli.Hooking;

/// <summary>Creates the options that the hook verbs share.</summary>
internal static class HookingOptions
{
    /// <summary>The prefix of the shared files.</summary>
    public static Option<string> RingFile() => new("--ring-file")
    {
        Description = $"The path prefix of the files that hooks and agent share. Default: ${HookPaths.HomeVariable}/hooks, or ~/.local/state/fastemit/hooks.",
        HelpName = "PREFIX",
    };

    /// <summary>The server's token.</summary>
    public static Option<string> Token() => new("--token")
    {
        Description = $"The server's secret. Default: ${ServerToken.Variable}, or the file hooks.token beside the ring file.",
        HelpName = "SECRET",
    };

    /// <summary>The server.</summary>
    public static Option<string> Url() => new("--url")
    {
        Description = "The Socket.IO server. Default: $FASTEMIT_URL, $CLAUDE_MPM_SOCKETIO_PORT, or the first Engine.IO server on ports 8765 to 8785.",
        HelpName = "URL",
        CustomParser = static result =>
        {
            string text = result.Tokens[0].Value;
            if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https" or "ws" or "wss"))
            {
                result.AddError($"--url: '{text}' is not an absolute http, https, ws or wss URL.");
            }

            return text;
        },
    };
}
