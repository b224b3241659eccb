using System.CommandLine;
using FastEmit.Cli.CommandLine;
using FastEmit.Hooks.Settings;

namespace FastEmit.Cli.Hooking;

/// <summary>The options that name the settings files of agents.</summary>
internal sealed class HookFileOptions
{
    private static readonly string Agents = string.Join(", ", HookHosts.All.Select(static host => host.Agent));

    private readonly Option<string[]> _agent = new("--agent")
    {
        Description = $"The agent whose settings to use: {Agents}; or all, for every agent found here. Default: claude.",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> _settings = new("--settings") { Description = "The agent's settings file. Default: the user's own, ~/.claude/settings.json.", HelpName = "FILE" };
    private readonly Option<bool> _project = new("--project") { Description = "Use the settings of the project in this folder, such as .claude/settings.json. Others share them, so they get no path of this machine." };

    /// <summary>The options, in the order of the help.</summary>
    public IEnumerable<Option> All => [_agent, _settings, _project];

    /// <summary>Whether the files are a project's, which others share.</summary>
    public bool IsProject(ParseResult parsed) => parsed.GetValue(_project);

    /// <summary>The settings files.</summary>
    /// <exception cref="UsageException">The options exclude each other, name an unknown agent, or there is none here.</exception>
    public IReadOnlyList<HookFile> Of(ParseResult parsed)
    {
        string? settings = parsed.GetValue(_settings);
        bool project = IsProject(parsed);
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
}

/// <summary>An agent's settings file.</summary>
/// <param name="Host">The agent.</param>
/// <param name="Path">The file.</param>
/// <param name="IsShared">Whether it is a project's, which others share.</param>
internal sealed record HookFile(HookHost Host, string Path, bool IsShared);
