using System.CommandLine;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Terminals;
using FastEmit.Hooks.Spooling;

namespace FastEmit.Cli.Hooking;

/// <summary><c>fastemit hooks install|uninstall|status|doctor</c>: the hook in the settings files of agents.</summary>
internal sealed class HooksCommand : Command
{
    private readonly Terminal _terminal;
    private readonly HookFileOptions _files = new();
    private readonly Option<string> _ringFile = HookingOptions.RingFile();
    private readonly HookInstallOptions _install = new();
    private readonly Option<bool> _json = CommonOptions.Json();

    public HooksCommand(Terminal terminal)
        : base("hooks", "Install the hook into agents' settings, remove it, show its state, or find faults.")
    {
        _terminal = terminal;
        AddVerb(
            "install", "Install the hook. The file's other content is kept, with comments and order, and copied first.",
            (run, parsed) => run.InstallAsync(_install.Plan(parsed, _files.IsProject(parsed), parsed.GetValue(_ringFile))), _install.All);
        AddVerb("uninstall", "Remove the hook and nothing else. A file that has not changed since the installation gets its original content.", static (run, _) => run.UninstallAsync());
        AddVerb("status", "Show the hook types for which the hook is installed.", static (run, _) => Task.FromResult(run.Status()));
        Command doctor = Verb("doctor", "Check everything that a hook needs, and report faults.", _install.Server);
        doctor.SetAction((parsed, interrupted) => new DoctorRun(
            _terminal, _files.Of(parsed)[0], Paths(parsed), _install.Url(parsed), _install.Token(parsed), parsed.GetValue(_json)).RunAsync(interrupted));
    }

    private void AddVerb(string name, string description, Func<HooksRun, ParseResult, Task<int>> run, params Option[] options)
    {
        Command verb = Verb(name, description, options);
        verb.SetAction((parsed, _) => run(new HooksRun(_terminal, _files.Of(parsed), Paths(parsed), parsed.GetValue(_json)), parsed));
    }

    private Command Verb(string name, string description, params Option[] options)
    {
        var verb = new Command(name, description);
        foreach (Option option in (Option[])[.. _files.All, _ringFile, .. options, _json])
        {
            verb.Add(option);
        }

        Add(verb);
        return verb;
    }

    private HookPaths Paths(ParseResult parsed) => HookPaths.Of(parsed.GetValue(_ringFile));
}
