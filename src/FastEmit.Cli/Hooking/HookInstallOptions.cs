using System.CommandLine;
using System.Globalization;
using FastEmit.Cli.CommandLine;
using FastEmit.Hooks.Settings;
using FastEmit.Hooks.Spooling;

namespace FastEmit.Cli.Hooking;

/// <summary>The options of <c>hooks install</c>: the hook, and the server that gets its events.</summary>
internal sealed class HookInstallOptions
{
    private readonly Option<string> _url = HookingOptions.Url();
    private readonly Option<string> _token = HookingOptions.Token();
    private readonly Option<string?> _namespace = new("--namespace") { Description = "The Socket.IO namespace of the events.", HelpName = "/NS" };
    private readonly Option<string?> _command = new("--command") { Description = "The command line to install, for a shell. Default: this program, with the options given here, without a shell.", HelpName = "COMMAND" };
    private readonly Option<string[]> _types = new("--types") { Description = "Only these hook types. An agent that does not know a type may refuse its whole settings file.", HelpName = "TYPE", AllowMultipleArgumentsPerToken = true };
    private readonly Option<bool> _all = new("--all") { Hidden = true }; // is the default now
    private readonly Option<int?> _maxText = new("--max-text") { Description = "The maximum length of a text of a hook's input, in characters.", HelpName = "N" };
    private readonly Option<bool> _full = new("--full") { Description = "Keep whole texts." };

    private readonly Option<int?> _http = new("--http")
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"Hooks of type http, sent to the running agent on this port of the loopback interface; default {HookEndpointAddress.DefaultPort}. Only for claude."),
        HelpName = "PORT",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = static result =>
        {
            if (result.Tokens.Count == 0)
            {
                return HookEndpointAddress.DefaultPort;
            }

            if (!int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port is 0 or > 65_535)
            {
                result.AddError($"--http: '{result.Tokens[0].Value}' is not accepted; it takes a port from 1 to 65535.");
            }

            return port;
        },
    };

    /// <summary>The options, in the order of the help.</summary>
    public Option[] All => [.. Server, _namespace, _command, _types, _all, _http, _maxText, _full];

    /// <summary>The options of the server.</summary>
    public Option[] Server => [_url, _token];

    /// <summary>The server that was given, or null.</summary>
    public string? Url(ParseResult parsed) => parsed.GetValue(_url);

    /// <summary>The server's secret that was given, or null.</summary>
    public string? Token(ParseResult parsed) => parsed.GetValue(_token);

    /// <summary>The hook to install.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="project">Whether the file is a project's, which others share.</param>
    /// <param name="ringFile">The ring file's prefix as it was given; null for the default.</param>
    /// <exception cref="UsageException">The command is not one of this program.</exception>
    public HookInstallPlan Plan(ParseResult parsed, bool project, string? ringFile)
    {
        string? given = parsed.GetValue(_command);
        if (given is not null && !HookInstallation.IsOurs(given))
        {
            throw new UsageException($"--command: '{given}' is not a 'fastemit hook' command, so 'fastemit hooks uninstall' could not find it.");
        }

        // A project's file may be read on another machine: a path is written as it was given.
        return new HookInstallPlan(
            HookCommandLine.Words(
                project,
                Path.Combine(HookPaths.Of(ringFile).Folder, "bin"),
                ("--ring-file", ringFile is null || project ? ringFile : Path.GetFullPath(ringFile)),
                ("--url", Url(parsed)),
                ("--namespace", parsed.GetValue(_namespace)),
                ("--max-text", parsed.GetValue(_maxText)?.ToString(CultureInfo.InvariantCulture)),
                ("--full", parsed.GetValue(_full) ? "" : null)),
            given,
            parsed.GetValue(_types) is { Length: > 0 } types ? [.. types.SelectMany(static type => type.Split(',', StringSplitOptions.RemoveEmptyEntries))] : null,
            parsed.GetResult(_http) is null ? null : new HookEndpointAddress(parsed.GetValue(_http) ?? HookEndpointAddress.DefaultPort),
            Token(parsed));
    }
}

/// <summary>The hook to install.</summary>
/// <param name="Words">The program and its arguments.</param>
/// <param name="Command">A command line that replaces them, or null.</param>
/// <param name="Types">The hook types; null for all that the agent supports.</param>
/// <param name="Endpoint">The address at which the running agent accepts hooks over HTTP; null for commands.</param>
/// <param name="ServerToken">The server's token to store for the agent; null for none.</param>
internal sealed record HookInstallPlan(
    IReadOnlyList<string> Words, string? Command, IReadOnlyList<string>? Types, HookEndpointAddress? Endpoint, string? ServerToken);
