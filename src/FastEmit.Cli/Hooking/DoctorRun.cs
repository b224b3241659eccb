using System.Diagnostics;
using System.Text;
using System.Text.Json;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Reporting;
using FastEmit.Cli.Terminals;
using FastEmit.Hooks.Agents;
using FastEmit.Hooks.Input;
using FastEmit.Hooks.Settings;
using FastEmit.Hooks.Spooling;
using FastEmit.Hooks.State;

namespace FastEmit.Cli.Hooking;

/// <summary>One run of <c>hooks doctor</c>: checks each step of an event, from the settings to the server.</summary>
internal sealed class DoctorRun(Terminal terminal, HookFile settings, HookPaths paths, string? url, string? token, bool json)
{
    private const double NearlyFull = 0.8;

    private static readonly TimeSpan CommandPatience = TimeSpan.FromSeconds(10);

    private readonly List<Finding> _findings = [];

    /// <summary>Runs all checks and prints the findings.</summary>
    public async Task<int> RunAsync(CancellationToken interrupted)
    {
        if (LookAtSettings() is { } command)
        {
            await LookAtCommandAsync(command, interrupted);
        }

        LookAtFolder();
        LookAtFiles();
        await LookAtAgentAsync(interrupted);
        await LookAtServerAsync(interrupted);
        Print();
        return _findings.Any(static finding => finding.State == FindingState.Wrong) ? ExitCode.FellShort : ExitCode.Success;
    }

    private string? LookAtSettings()
    {
        if (settings.Host == HookHosts.Claude)
        {
            foreach (string policy in ManagedPolicy.Find(ManagedPolicy.Folder, Environment.CurrentDirectory))
            {
                Add("policy", FindingState.Wrong, policy);
            }
        }

        if (settings.Host.Content is not null)
        {
            bool isThere = File.Exists(settings.Path) && HookHost.IsOurContent(File.ReadAllText(settings.Path));
            Add("settings", isThere ? FindingState.Good : FindingState.Wrong, isThere ? $"{settings.Path} is there" : $"{settings.Path} is not there; run 'fastemit hooks install --agent {settings.Host.Agent}'");
            return null;
        }

        SettingsFile file;
        try
        {
            file = SettingsFile.Read(settings.Path);
        }
        catch (Exception exception) when (exception is JsonSyntaxException or IOException or UnauthorizedAccessException)
        {
            Add("settings", FindingState.Wrong, $"{exception.Message}");
            return null;
        }

        List<(string Type, string Command)> found = HookInstallation.Find(file.Text);
        string[] missing = [.. settings.Host.Types.Except(found.Select(static hook => hook.Type))];
        string[] twice = [.. found.GroupBy(static hook => hook.Type).Where(static hooks => hooks.Count() > 1).Select(static hooks => hooks.Key)];
        bool isDiscarded = false;
        foreach (string fault in file.Original is { Length: > 0 } original ? SettingsFaults.Find(settings.Host, original) : [])
        {
            isDiscarded = true;
            Add("settings", FindingState.Wrong, $"{file.Path}: {fault}");
        }

        if (file.Text.Root["disableAllHooks"u8].IsTrue)
        {
            Add("settings", FindingState.Wrong, $"{file.Path} has \"disableAllHooks\": true, so the agent runs no hook");
        }

        if (found.Count == 0)
        {
            Add("settings", FindingState.Wrong, $"{file.Path} has no hook of this program; run 'fastemit hooks install'");
        }
        else if (missing.Length != 0)
        {
            Add("settings", FindingState.Note, $"{file.Path} lacks the hook for {string.Join(", ", missing)}; 'fastemit hooks install' adds them");
        }
        else if (!isDiscarded)
        {
            Add("settings", FindingState.Good, $"{file.Path} has the hook for {found.Select(static hook => hook.Type).Distinct().Count()} types");
        }

        if (twice.Length != 0)
        {
            Add("settings", FindingState.Note, $"the hook is installed more than once for {string.Join(", ", twice)}; tool calls are still shipped once, other events several times");
        }

        LookAtEndpoint(file.Text, found);
        return found.Select(static hook => hook.Command).Distinct().FirstOrDefault(static command => !command.StartsWith("http", StringComparison.Ordinal));
    }

    /// <summary>Checks the address and the secret of hooks of type http against those of the agent process.</summary>
    private void LookAtEndpoint(SettingsText text, List<(string Type, string Command)> found)
    {
        string[] urls = [.. found.Select(static hook => hook.Command).Where(HookEndpointAddress.IsOurs).Distinct()];
        if (urls.Length == 0)
        {
            return;
        }

        HookEndpointFile? endpoint = HookEndpointFile.Read(paths);
        string? secret = text.Root["env"u8][Encoding.UTF8.GetBytes(HookEndpointAddress.TokenVariable)].GetString() ?? Environment.GetEnvironmentVariable(HookEndpointAddress.TokenVariable);
        string? fault = endpoint is null ? $"{paths.Endpoint} is missing, so no agent process listens; run 'fastemit hooks install --http' again"
            : urls.FirstOrDefault(url => new Uri(url).Port != endpoint.Address.Port) is { } other ? $"hooks go to {other}, but the agent process listens on port {endpoint.Address.Port}; run 'fastemit hooks install --http' again"
            : secret is null ? $"{HookEndpointAddress.TokenVariable} is not set where the agent runs, so its hooks are refused; it is the second line of {paths.Endpoint}"
            : secret != endpoint.Token ? $"{HookEndpointAddress.TokenVariable} is not the secret in {paths.Endpoint}, so hooks are refused"
            : null;
        Add("http", fault is null ? FindingState.Good : FindingState.Wrong, fault ?? $"hooks go to {urls[0]}; while no agent process runs they are lost");
    }

    /// <summary>Runs the command in the same way as an agent, with a separate ring file.</summary>
    private async Task LookAtCommandAsync(string command, CancellationToken interrupted)
    {
        if (MissingProgram(command) is { } program)
        {
            Add("command", FindingState.Wrong, $"'{program}' does not exist, so no hook runs; run 'fastemit hooks install' to install the current path");
            return;
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("fastemit-doctor-");
        try
        {
            string trial = $"{command} --no-agent --ring-file '{folder.FullName}/trial'";
            long began = terminal.Time.GetTimestamp();
            (int exit, string output, string error) = await RunShellAsync(trial, interrupted);
            string took = Figures.Seconds(terminal.Time.GetElapsedTime(began));
            bool works = exit == 0 && output.Trim() == """{"continue":true}""" && error.Length == 0;
            bool stored = File.Exists(HookPaths.Of(Path.Combine(folder.FullName, "trial")).Ring);
            Add(
                "command",
                works && stored ? FindingState.Good : FindingState.Wrong,
                works && stored ? $"'{command}' answers in {took}" : $"'{command}' does not work: exit code {exit}, {(error.Length == 0 ? $"it printed '{output.Trim()}'" : error.Trim())}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The program of a command, if the command has its path and the file is missing.</summary>
    private static string? MissingProgram(string command)
    {
        string word = command.StartsWith('\'') || command.StartsWith('"')
            ? command[1..Math.Max(1, command.IndexOf(command[0], 1))]
            : command.Split(' ')[0];
        return word.StartsWith('/') && !File.Exists(word) ? word : null;
    }

    private async Task<(int Exit, string Output, string Error)> RunShellAsync(string command, CancellationToken interrupted)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        using Process process = Process.Start(start)!;
        using CancellationTokenSource expired = new(CommandPatience, terminal.Time);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(expired.Token, interrupted);
        try
        {
            await process.StandardInput.WriteAsync("""{"hook_event_name":"Doctor"}""");
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync(ended.Token);
            string error = await process.StandardError.ReadToEndAsync(ended.Token);
            await process.WaitForExitAsync(ended.Token);
            return (process.ExitCode, await output, error);
        }
        catch (OperationCanceledException) when (!interrupted.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            return (-1, "", $"no answer within {CommandPatience.TotalSeconds:0} s");
        }
        catch (IOException)
        {
            // It ended without reading its input; report its error output.
            await process.WaitForExitAsync(ended.Token);
            string error = await process.StandardError.ReadToEndAsync(ended.Token);
            return (process.ExitCode, "", error.Length == 0 ? "it does not read its input" : error);
        }
    }

    /// <summary>Checks that hooks can write to their folder.</summary>
    private void LookAtFolder()
    {
        long elsewhere = LossLog.ReadUncounted(paths);
        string told = elsewhere == 0 ? "" : $"; {Figures.Count(elsewhere)} events were lost meanwhile";
        if (paths.FindFault() is { } fault)
        {
            Add("folder", FindingState.Wrong, $"{fault}; hooks write nothing there{told}");
            return;
        }

        if (!Directory.Exists(paths.Folder))
        {
            if (elsewhere != 0)
            {
                Add("folder", FindingState.Wrong, $"{paths.Folder} could not be created{told}");
            }

            return;
        }

        string trial = $"{paths.Prefix}.{Guid.NewGuid():N}.trial";
        try
        {
            File.WriteAllBytes(trial, new byte[4096]);
            if (elsewhere != 0)
            {
                Add("folder", FindingState.Note, $"{paths.Folder} can be written{told.Replace("meanwhile", "when it, or the state file, could not be used", StringComparison.Ordinal)}");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Add("folder", FindingState.Wrong, $"{paths.Folder} cannot be written ({exception.Message}), so hooks lose their events{told}");
        }
        finally
        {
            TryDelete(trial);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It was never created, or the next check finds it.
        }
    }

    private void LookAtFiles()
    {
        foreach (string wrong in paths.FindFaults())
        {
            Add("state files", FindingState.Wrong, wrong);
        }

        if (!File.Exists(paths.Ring))
        {
            Add("ring file", FindingState.Note, $"{paths.Ring} does not exist yet; the first hook creates it");
            return;
        }

        try
        {
            RingWatch ring = RingWatch.Open(paths, TimeSpan.Zero, terminal.Time);
            bool full = ring.PendingBytes > NearlyFull * HookSpool.Capacity;
            Add("ring file", full ? FindingState.Wrong : FindingState.Good, $"{paths.Ring}: {Figures.Bytes(ring.PendingBytes)} wait{(full ? "; it is nearly full, and further events may be lost" : "")}");
        }
        catch (RingFileException exception)
        {
            Add("ring file", FindingState.Wrong, exception.Message);
        }

        using HookState? state = HookState.TryOpen(paths.State, terminal.Time);
        if (state is null)
        {
            Add("state file", FindingState.Wrong, $"{paths.State} cannot be used: tool calls have no durations; the next agent sets it aside");
            return;
        }

        long lost = LossLog.ReadUncounted(paths)
            + state.Read(HookCounter.LostRingFull) + state.Read(HookCounter.LostRingUnusable) + state.Read(HookCounter.LostTooLarge) + state.Read(HookCounter.LostFault);
        Add("state file", lost == 0 ? FindingState.Good : FindingState.Note, $"{Figures.Count(state.Read(HookCounter.Hooks))} hooks so far, {Figures.Count(lost)} events lost{(lost == 0 ? "" : "; 'fastemit stats' shows the reasons")}");
    }

    private async Task LookAtAgentAsync(CancellationToken interrupted)
    {
        string? answer = await AgentSocket.AskAsync(paths.Socket, HookAgent.AskStats, terminal.Time, interrupted);
        if (answer is null)
        {
            Add("agent", FindingState.Note, "none runs; the next hook starts one");
            return;
        }

        using JsonDocument report = JsonDocument.Parse(answer);
        string state = report.RootElement.GetProperty("state").GetString()!;
        string? error = report.RootElement.GetProperty("lastError").GetString();
        bool waits = report.RootElement.GetProperty("pendingBytes").GetInt64() != 0;
        bool wrong = waits && state == "searching";
        Add("agent", wrong ? FindingState.Wrong : FindingState.Good, $"process {report.RootElement.GetProperty("process").GetInt32()}, {state}{(error is null ? "" : $", last error: {error}")}");
    }

    private async Task LookAtServerAsync(CancellationToken interrupted)
    {
        string? secret = ServerToken.Find(token, Environment.GetEnvironmentVariable, paths);
        string? named = ServerFinder.Named(url, Environment.GetEnvironmentVariable);
        using EngineProbe probe = new(terminal.Time, secret);
        string? found = await new ServerFinder(probe, named, AgentOptions.DefaultPorts).FindAsync(interrupted);
        if (found is null)
        {
            Add("server", FindingState.Wrong, "no Engine.IO server of this user or root listens on ports 8765 to 8785 of this machine; start one ('fastemit collect'), or name it by --url or $FASTEMIT_URL. Events wait in the ring file");
            return;
        }

        ServerKind kind = await probe.LookAsync(found, interrupted);
        string? refusal = kind == ServerKind.EngineIO ? await ServerTrial.TryAsync(found, secret, terminal.Time, interrupted) : null;
        (FindingState state, string words) = kind switch
        {
            ServerKind.EngineIO when refusal is not null => (
                FindingState.Wrong,
                $"{found} is an Engine.IO server, but refuses the connection: {refusal}. {(secret is null ? $"It may need a token: --token, ${ServerToken.Variable}, or the file {paths.Token}" : "The token may be wrong")}"),
            ServerKind.EngineIO => (FindingState.Good, $"{found} is an Engine.IO server, and accepts events"),
            ServerKind.Http => (FindingState.Note, $"{found} speaks HTTP but opens no Engine.IO session; the agent posts to it, if it accepts POST /api/events"),
            _ => (FindingState.Wrong, $"{found} does not answer; events wait in the ring file"),
        };
        Add("server", state, words);
    }

    private void Add(string subject, FindingState state, string words) => _findings.Add(new Finding(subject, state, words));

    private void Print()
    {
        if (json)
        {
            JsonReport.Write(terminal.Output, writer =>
            {
                writer.WriteBoolean("healthy", _findings.All(static finding => finding.State != FindingState.Wrong));
                JsonReport.WriteObjects(writer, "findings", _findings, finding =>
                {
                    writer.WriteString("subject", finding.Subject);
                    writer.WriteString("state", NameOf(finding.State));
                    writer.WriteString("words", finding.Words);
                });
            });
            return;
        }

        foreach (Finding finding in _findings)
        {
            string mark = NameOf(finding.State).PadRight(5);
            int color = finding.State switch { FindingState.Good => 32, FindingState.Note => 33, _ => 31 };
            terminal.Output.WriteLine($"{(terminal.IsOutputColored ? $"\x1b[{color}m{mark}\x1b[0m" : mark)}  {finding.Subject,-10}  {HangingText.Wrap(finding.Words, indent: 19, terminal.OutputWidth)}");
        }
    }

    private static string NameOf(FindingState state) => state switch
    {
        FindingState.Good => "good",
        FindingState.Note => "note",
        _ => "wrong",
    };
}
