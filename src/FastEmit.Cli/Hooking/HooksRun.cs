using System.Text.Json;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Reporting;
using FastEmit.Cli.Terminals;
using FastEmit.Hooks.Agents;
using FastEmit.Hooks.Input;
using FastEmit.Hooks.Settings;
using FastEmit.Hooks.Spooling;

namespace FastEmit.Cli.Hooking;

/// <summary>One run of <c>hooks install</c>, <c>uninstall</c> or <c>status</c>.</summary>
internal sealed class HooksRun(Terminal terminal, IReadOnlyList<HookFile> files, HookPaths paths, bool json)
{
    private readonly InstallJournal _journal = new(paths);

    /// <summary>Installs the hook.</summary>
    public async Task<int> InstallAsync(HookInstallPlan plan)
    {
        if (plan.Endpoint is not null && files.Any(static file => file.Host != HookHosts.Claude))
        {
            throw new UsageException("--http: only claude has hooks of type http.");
        }

        if (plan.ServerToken is { } serverToken)
        {
            SecretFile.Write(paths, paths.Token, serverToken);
        }

        HookEndpointFile? endpoint = plan.Endpoint is { } address ? HookEndpointFile.Write(paths, address) : null;
        List<Change> changes = [];
        foreach (HookFile file in files)
        {
            changes.Add(Install(file, plan, endpoint));
        }

        Print(changes, "installed");
        if (endpoint is not null || plan.ServerToken is not null)
        {
            await RestartAgentAsync();
        }

        if (endpoint is not null)
        {
            if (!json && files[0].IsShared)
            {
                terminal.Output.WriteLine($"the project's file holds no secret: each user must set {HookEndpointAddress.TokenVariable} to the second line of {paths.Endpoint}");
            }
        }

        return ExitCode.Success;
    }

    /// <summary>Removes the hook.</summary>
    public async Task<int> UninstallAsync()
    {
        Print([.. files.Select(Uninstall)], "removed");
        if (files.Any(static file => file.Host == HookHosts.Claude) && File.Exists(paths.Endpoint) && !files[0].IsShared)
        {
            File.Delete(paths.Endpoint);
            await AgentSocket.AskAsync(paths.Socket, HookAgent.AskStop, terminal.Time, CancellationToken.None);
        }

        return ExitCode.Success;
    }

    /// <summary>Prints the installed hook types.</summary>
    public int Status()
    {
        List<(HookFile File, List<(string Type, string Command)> Found, string[] Missing)> states = [.. files.Select(StateOf)];
        if (json)
        {
            JsonReport.Write(terminal.Output, writer =>
            {
                WriteStatus(writer, states[0]);
                JsonReport.WriteObjects(writer, "agents", states, state => WriteStatus(writer, state));
            });
        }
        else
        {
            foreach ((HookFile file, List<(string Type, string Command)> found, string[] missing) in states)
            {
                terminal.Output.WriteLine($"{file.Host.Agent}: {file.Path}");
                foreach ((string type, string command) in found)
                {
                    terminal.Output.WriteLine($"  {type,-20}  {command}");
                }

                foreach (string type in missing)
                {
                    terminal.Output.WriteLine($"  {type,-20}  not installed");
                }
            }
        }

        return states.All(static state => state.Missing.Length == 0) ? ExitCode.Success : ExitCode.FellShort;
    }

    private (HookFile File, List<(string Type, string Command)> Found, string[] Missing) StateOf(HookFile file)
    {
        List<(string Type, string Command)> found = file.Host.Content is not null
            ? File.Exists(file.Path) && HookHost.IsOurContent(File.ReadAllText(file.Path)) ? [.. file.Host.Types.Select(type => (type, file.Path))] : []
            : HookInstallation.Find(Read(file.Path).Text);
        return (file, found, [.. file.Host.Types.Except(found.Select(static hook => hook.Type))]);
    }

    private static void WriteStatus(Utf8JsonWriter writer, (HookFile File, List<(string Type, string Command)> Found, string[] Missing) state)
    {
        writer.WriteString("agent", state.File.Host.Agent);
        writer.WriteString("settings", state.File.Path);
        writer.WriteBoolean("complete", state.Missing.Length == 0);
        writer.WriteStartObject("installed");
        foreach ((string type, string command) in state.Found.DistinctBy(static hook => hook.Type))
        {
            writer.WriteString(type, command);
        }

        writer.WriteEndObject();
        writer.WriteStartArray("missing");
        foreach (string type in state.Missing)
        {
            writer.WriteStringValue(type);
        }

        writer.WriteEndArray();
    }

    private Change Install(HookFile file, HookInstallPlan plan, HookEndpointFile? endpoint)
    {
        HookEntry template = new("", plan.Words, plan.Command, endpoint?.Address);
        IReadOnlyList<string> types = plan.Types ?? file.Host.Types;
        if (types.FirstOrDefault(type => !file.Host.Types.Contains(type)) is { } unknown)
        {
            throw new UsageException($"--types: '{unknown}' is not installed for {file.Host.Agent}; {string.Join(", ", file.Host.Types)} are accepted.");
        }

        if (file.Host.Content is { } content)
        {
            return WriteWhole(file, content(template, paths));
        }

        SettingsFile settings = Read(file.Path);
        int changed = Try(settings, text => HookInstallation.Install(text, file.Host, types, template, file.IsShared ? null : endpoint?.Token));
        string? backup = settings.Save(terminal.Time);
        if (changed != 0)
        {
            _journal.Remember(settings.Path, settings.Original, settings.Text.Bytes);
        }

        return new Change(file, settings.Path, changed, backup);
    }

    private Change Uninstall(HookFile file)
    {
        if (file.Host.Content is not null)
        {
            return RemoveWhole(file);
        }

        SettingsFile settings = Read(file.Path);
        int changed = HookInstallation.Find(settings.Text).Count;
        if (settings.Original is { } original && _journal.TryRecall(settings.Path, original, out byte[]? before))
        {
            _journal.Forget(settings.Path);
            if (before is null)
            {
                File.Delete(settings.Path);
                return new Change(file, settings.Path, changed, null);
            }

            settings = settings.With(before);
            return new Change(file, settings.Path, changed, settings.Save(terminal.Time));
        }

        changed = Try(settings, HookInstallation.Uninstall);
        _journal.Forget(settings.Path);
        return new Change(file, settings.Path, changed, settings.Save(terminal.Time));
    }

    private static Change WriteWhole(HookFile file, string content)
    {
        if (File.Exists(file.Path) && File.ReadAllText(file.Path) is var present && (present == content || !HookHost.IsOurContent(present)))
        {
            return present == content ? new Change(file, file.Path, 0, null) : throw new IOException($"'{file.Path}' belongs to another program. Nothing was changed.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!);
        File.WriteAllText(file.Path, content);
        return new Change(file, file.Path, file.Host.Types.Count, null);
    }

    private static Change RemoveWhole(HookFile file)
    {
        if (!File.Exists(file.Path) || !HookHost.IsOurContent(File.ReadAllText(file.Path)))
        {
            return new Change(file, file.Path, 0, null);
        }

        File.Delete(file.Path);
        return new Change(file, file.Path, file.Host.Types.Count, null);
    }

    /// <summary>Stops a running agent, which does not know the new settings. The next agent reads them.</summary>
    private async Task RestartAgentAsync()
    {
        if (await AgentSocket.AskAsync(paths.Socket, HookAgent.AskStop, terminal.Time, CancellationToken.None) is not null)
        {
            using AgentLock ownership = AgentLock.Open(paths.Lock);
            using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(50), terminal.Time);
            long began = terminal.Time.GetTimestamp();
            while (ownership.IsRunning && terminal.Time.GetElapsedTime(began) < TimeSpan.FromSeconds(10))
            {
                await timer.WaitForNextTickAsync();
            }
        }
    }

    private void Print(IReadOnlyList<Change> changes, string done)
    {
        if (json)
        {
            JsonReport.Write(terminal.Output, writer =>
            {
                Write(writer, changes[0]);
                JsonReport.WriteObjects(writer, "agents", changes, change => Write(writer, change));
            });
            return;
        }

        foreach (Change change in changes)
        {
            terminal.Output.WriteLine(change.Changed == 0 ? $"{change.Path}: nothing to change" : $"{change.Path}: {change.Changed} hooks {done}");
            if (change.Backup is not null)
            {
                terminal.Output.WriteLine($"the previous file is kept as {change.Backup}");
            }

            if (change.File.Host.Note is { } note && done == "installed")
            {
                terminal.Output.WriteLine($"  {note}");
            }
        }
    }

    private static void Write(Utf8JsonWriter writer, Change change)
    {
        writer.WriteString("agent", change.File.Host.Agent);
        writer.WriteString("settings", change.Path);
        writer.WriteNumber("changed", change.Changed);
        writer.WriteString("backup", change.Backup);
    }

    private static int Try(SettingsFile file, Func<SettingsText, int> change)
    {
        try
        {
            return change(file.Text);
        }
        catch (JsonSyntaxException exception)
        {
            throw new IOException($"'{file.Path}': {exception.Message}. Nothing was changed.", exception);
        }
    }

    private static SettingsFile Read(string path)
    {
        try
        {
            return SettingsFile.Read(path);
        }
        catch (JsonSyntaxException exception)
        {
            throw new IOException($"{exception.Message}. Nothing was changed.", exception);
        }
    }

    /// <summary>The change of a file.</summary>
    private sealed record Change(HookFile File, string Path, int Changed, string? Backup);
}
