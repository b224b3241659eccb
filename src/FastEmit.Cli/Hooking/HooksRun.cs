using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Reporting;
using FastEmit.Cli.Terminals;
using FastEmit.Hooks.Input;
using FastEmit.Hooks.Settings;

namespace FastEmit.Cli.Hooking;

/// <summary>One run of <c>hooks install</c>, <c>uninstall</c> or <c>status</c>.</summary>
internal sealed class HooksRun(Terminal terminal, string path, bool json)
{
    /// <summary>Installs the hook.</summary>
    public int Install(IReadOnlyList<string> types, string command) => Change(settings => HookInstallation.Install(settings, types, command), "installed");

    /// <summary>Takes the hook out.</summary>
    public int Uninstall() => Change(HookInstallation.Uninstall, "taken out");

    /// <summary>Says what is installed.</summary>
    public int Status()
    {
        List<(string Type, string Command)> found = HookInstallation.Find(Read().Text);
        string[] missing = [.. InstalledHooks.Default.Except(found.Select(static hook => hook.Type))];
        if (json)
        {
            JsonReport.Write(terminal.Output, writer =>
            {
                writer.WriteString("settings", path);
                writer.WriteBoolean("complete", missing.Length == 0);
                writer.WriteStartObject("installed");
                foreach ((string type, string command) in found.DistinctBy(static hook => hook.Type))
                {
                    writer.WriteString(type, command);
                }

                writer.WriteEndObject();
                writer.WriteStartArray("missing");
                foreach (string type in missing)
                {
                    writer.WriteStringValue(type);
                }

                writer.WriteEndArray();
            });
        }
        else
        {
            terminal.Output.WriteLine(path);
            foreach ((string type, string command) in found)
            {
                terminal.Output.WriteLine($"  {type,-20}  {command}");
            }

            foreach (string type in missing)
            {
                terminal.Output.WriteLine($"  {type,-20}  not installed");
            }
        }

        return missing.Length == 0 ? ExitCode.Success : ExitCode.FellShort;
    }

    private int Change(Func<SettingsText, int> change, string done)
    {
        SettingsFile file = Read();
        int changed;
        try
        {
            changed = change(file.Text);
        }
        catch (JsonSyntaxException exception)
        {
            throw new IOException($"'{file.Path}': {exception.Message}. Nothing was changed.", exception);
        }

        string? backup = file.Save(terminal.Time);
        if (json)
        {
            JsonReport.Write(terminal.Output, writer =>
            {
                writer.WriteString("settings", file.Path);
                writer.WriteNumber("changed", changed);
                writer.WriteString("backup", backup);
            });
        }
        else
        {
            terminal.Output.WriteLine(changed == 0 ? $"{file.Path}: nothing to change" : $"{file.Path}: {changed} hooks {done}");
            if (backup is not null)
            {
                terminal.Output.WriteLine($"what was there is kept as {backup}");
            }
        }

        return ExitCode.Success;
    }

    private SettingsFile Read()
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
}
