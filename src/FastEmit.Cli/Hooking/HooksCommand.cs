using System.CommandLine;
using System.Globalization;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Terminals;
using FastEmit.Hooks.Settings;
using FastEmit.Hooks.Spooling;

namespace FastEmit.Cli.Hooking;

/// <summary><c>fastemit hooks install|uninstall|status|doctor</c>: the hook in the settings files of agents.</summary>
internal sealed class HooksCommand : Command
{
    private static readonly string Agents = string.Join(", ", HookHosts.All.Select(static host => host.Agent));

    private readonly Terminal _terminal;

    private readonly Option<string[]> _agent = new("--agent")
    {
        Description = $"The agent whose settings to use: {Agents}; or all, for every agent found here. Default: claude.",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> _settings = new("--settings") { Description = "The agent's settings file. Default: the user's own, ~/.claude/settings.json.", HelpName = "FILE" };
    private readonly Option<bool> _project = new("--project") { Description = "Use the settings of the project in this folder, such as .claude/settings.json. Others share them, so they get no path of this machine." };
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<string> _ringFile = HookingOptions.RingFile();
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

    public HooksCommand(Terminal terminal)
        : base("hooks", "Install the hook into agents' settings, remove it, show its state, or find faults.")
    {
        _terminal = terminal;
        AddVerb(
            "install", "Install the hook. The file's other content is kept, with comments and order, and copied first.",
            (run, parsed) => run.InstallAsync(Wanted(parsed)), _url, _token, _namespace, _command, _types, _all, _http, _maxText, _full);
        AddVerb("uninstall", "Remove the hook and nothing else. A file that has not changed since the installation gets its original content.", static (run, _) => run.UninstallAsync());
        AddVerb("status", "Show the hook types for which the hook is installed.", static (run, _) => Task.FromResult(run.Status()));

        Command doctor = Verb("doctor", "Check everything that a hook needs, and report faults.", _url, _token);
        doctor.SetAction((parsed, interrupted) => new DoctorRun(
            _terminal, Files(parsed)[0], Paths(parsed), parsed.GetValue(_url), parsed.GetValue(_token), parsed.GetValue(_json)).RunAsync(interrupted));
    }

    private void AddVerb(string name, string description, Func<HooksRun, ParseResult, Task<int>> run, params Option[] options)
    {
        Command verb = Verb(name, description, options);
        verb.SetAction((parsed, _) => run(new HooksRun(_terminal, Files(parsed), Paths(parsed), parsed.GetValue(_json)), parsed));
    }

    private Command Verb(string name, string description, params Option[] options)
    {
        var verb = new Command(name, description);
        foreach (Option option in (Option[])[_agent, _settings, _project, _ringFile, .. options, _json])
        {
            verb.Add(option);
        }

        Add(verb);
        return verb;
    }

    private HookPaths Paths(ParseResult parsed) => HookPaths.Of(parsed.GetValue(_ringFile));

    private IReadOnlyList<HookFile> Files(ParseResult parsed)
    {
        string? settings = parsed.GetValue(_settings);
        bool project = parsed.GetValue(_project);
        if (settings is not null && project)
        {
            throw new UsageException("--settings and --project name two files; give one of them.");
        }

        string[] names = [.. (parsed.GetValue(_agent) ?? []).SelectMany(static name => name.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        bool all = names.Contains("all", StringComparer.OrdinalIgnoreCase);
        HookHost[] hosts = names.Length == 0 ? [HookHosts.Claude]
            : all ? [.. HookHosts.All.Where(host => IsThere(host, project))]
            : [.. names.Select(static name => HookHosts.Find(name) ?? throw new UsageException($"--agent: '{name}' is not known; it takes one of {Agents}, or all."))];
        if (hosts.Length == 0)
        {
            throw new UsageException("--agent all: no agent was found on this machine; name an agent.");
        }

        if (settings is not null && hosts.Length != 1)
        {
            throw new UsageException("--settings names one file; give one --agent with it.");
        }

        return [.. hosts.Select(host => new HookFile(host, settings ?? PathOf(host, project), project))];
    }

    /// <summary>Whether an agent is in use here: its folder exists.</summary>
    private static bool IsThere(HookHost host, bool project)
    {
        string folder = Path.GetDirectoryName(PathOf(host, project))!;
        return Directory.Exists(folder) || (host.Folder is { } own && Directory.Exists(Path.Combine(Home(), own)));
    }

    private static string PathOf(HookHost host, bool project) => project
        ? Path.Combine(Environment.CurrentDirectory, host.ProjectFile ?? throw new UsageException($"--project: {host.Agent} has no project settings."))
        : host.UserFile(Home(), Environment.GetEnvironmentVariable);

    private static string Home() => Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? home : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    private HookInstallPlan Wanted(ParseResult parsed)
    {
        bool project = parsed.GetValue(_project);
        string? ringFile = parsed.GetValue(_ringFile);
        string? given = parsed.GetValue(_command);
        if (given is not null && !HookInstallation.IsOurs(given))
        {
            throw new UsageException($"--command: '{given}' is not a 'fastemit hook' command, so 'fastemit hooks uninstall' could not find it.");
        }

        // A project's file may be read on another machine: a path is written as it was given.
        return new HookInstallPlan(
            HookCommandLine.Words(
                project,
                Path.Combine(Paths(parsed).Folder, "bin"),
                ("--ring-file", ringFile is null || project ? ringFile : Path.GetFullPath(ringFile)),
                ("--url", parsed.GetValue(_url)),
                ("--namespace", parsed.GetValue(_namespace)),
                ("--max-text", parsed.GetValue(_maxText)?.ToString(CultureInfo.InvariantCulture)),
                ("--full", parsed.GetValue(_full) ? "" : null)),
            given,
            parsed.GetValue(_types) is { Length: > 0 } types ? [.. types.SelectMany(static type => type.Split(',', StringSplitOptions.RemoveEmptyEntries))] : null,
            parsed.GetResult(_http) is null ? null : new HookEndpointAddress(parsed.GetValue(_http) ?? HookEndpointAddress.DefaultPort),
            parsed.GetValue(_token));
    }
}
