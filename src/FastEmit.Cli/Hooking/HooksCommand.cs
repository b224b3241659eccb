using System.CommandLine;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Terminals;
using FastEmit.Hooks.Settings;
using FastEmit.Hooks.Spooling;

namespace FastEmit.Cli.Hooking;

/// <summary><c>fastemit hooks install|uninstall|status|doctor</c>: the hook in an agent's settings file.</summary>
internal sealed class HooksCommand : Command
{
    private readonly Terminal _terminal;

    private readonly Option<string> _settings = new("--settings")
    {
        Description = "The agent's settings file. Default: ~/.claude/settings.json.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _project = new("--project") { Description = "The settings of the project in this folder: .claude/settings.json." };
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<string> _ringFile = HookingOptions.RingFile();
    private readonly Option<string> _url = HookingOptions.Url();
    private readonly Option<string?> _namespace = new("--namespace") { Description = "The Socket.IO namespace of the events.", HelpName = "/NS" };
    private readonly Option<string?> _command = new("--command") { Description = "The command to install. Default: this program, with the options given here.", HelpName = "COMMAND" };
    private readonly Option<bool> _all = new("--all") { Description = "Also the hook types that only newer agents know. An older one may refuse its whole settings file for them." };

    public HooksCommand(Terminal terminal)
        : base("hooks", "Install the hook into an agent's settings, keeping what is there; take it out; say what is wrong.")
    {
        _terminal = terminal;
        AddVerb("install", "Install the hook. What is there is kept, comments and order included, and copied first.", (run, parsed) => run.Install(Types(parsed), Command(parsed)), _ringFile, _url, _namespace, _command, _all);
        AddVerb("uninstall", "Take the hook out, and nothing else.", static (run, _) => run.Uninstall());
        AddVerb("status", "Say for which hook types it is installed.", static (run, _) => run.Status());

        Command doctor = Verb("doctor", "Look at everything that a hook needs, and say what is wrong.", _ringFile, _url);
        doctor.SetAction((parsed, interrupted) => new DoctorRun(
            _terminal, Path(parsed), HookPaths.Of(parsed.GetValue(_ringFile)), parsed.GetValue(_url), parsed.GetValue(_json)).RunAsync(interrupted));
    }

    private void AddVerb(string name, string description, Func<HooksRun, ParseResult, int> run, params Option[] options)
    {
        Command verb = Verb(name, description, options);
        verb.SetAction(parsed => run(new HooksRun(_terminal, Path(parsed), parsed.GetValue(_json)), parsed));
    }

    private Command Verb(string name, string description, params Option[] options)
    {
        var verb = new Command(name, description);
        foreach (Option option in (Option[])[_settings, _project, .. options, _json])
        {
            verb.Add(option);
        }

        Add(verb);
        return verb;
    }

    private string Path(ParseResult parsed)
    {
        string? settings = parsed.GetValue(_settings);
        bool project = parsed.GetValue(_project);
        if (settings is not null && project)
        {
            throw new UsageException("--settings and --project name two files; give one of them.");
        }

        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return settings ?? System.IO.Path.Combine(project ? Environment.CurrentDirectory : home, ".claude", "settings.json");
    }

    private string[] Types(ParseResult parsed) => parsed.GetValue(_all) ? [.. InstalledHooks.Default, .. InstalledHooks.Newer] : InstalledHooks.Default;

    private string Command(ParseResult parsed)
    {
        if (parsed.GetValue(_command) is { } given)
        {
            return HookInstallation.IsOurs(given)
                ? given
                : throw new UsageException($"--command: '{given}' is not a 'fastemit hook' command, and could not be found again to be taken out.");
        }

        return HookCommandLine.Build(parsed.GetValue(_ringFile), parsed.GetValue(_url), parsed.GetValue(_namespace));
    }
}
