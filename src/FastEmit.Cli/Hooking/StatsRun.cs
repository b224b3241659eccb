using System.Buffers;
using System.Text;
using System.Text.Json;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Reporting;
using FastEmit.Cli.Terminals;
using FastEmit.Hooks.Agents;
using FastEmit.Hooks.Spooling;
using FastEmit.Hooks.State;

namespace FastEmit.Cli.Hooking;

/// <summary>One run of <c>stats</c>.</summary>
internal sealed class StatsRun(Terminal terminal, HookPaths paths, bool json)
{
    /// <summary>Prints the agent's report, or the figures of the files.</summary>
    public async Task<int> RunAsync(CancellationToken interrupted)
    {
        string? answer = await AgentSocket.AskAsync(paths.Socket, HookAgent.AskStats, terminal.Time, interrupted);
        string report = answer ?? ReadFiles();
        if (json)
        {
            terminal.Output.WriteLine(report);
        }
        else
        {
            using JsonDocument document = JsonDocument.Parse(report);
            Print(document.RootElement, answer is not null);
        }

        return answer is null ? ExitCode.FellShort : ExitCode.Success;
    }

    private string ReadFiles()
    {
        using HookState? state = File.Exists(paths.State) ? HookState.TryOpen(paths.State, terminal.Time) : null;
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("running", false);
            writer.WriteString("ringFile", paths.Ring);
            writer.WriteNumber("pendingBytes", ReadPendingBytes());
            AgentReport.WriteHooks(writer, paths, state);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private long ReadPendingBytes()
    {
        try
        {
            return File.Exists(paths.Ring) ? RingWatch.Open(paths, TimeSpan.Zero, terminal.Time).PendingBytes : 0;
        }
        catch (RingFileException exception)
        {
            terminal.Error.WriteLine(exception.Message);
            return 0;
        }
    }

    private void Print(JsonElement report, bool running)
    {
        SummaryGrid grid = new();
        AddMembers(grid, report, "");
        string verdict = running ? $"An agent runs (process {report.GetProperty("process").GetInt32()})." : "No agent runs. Figures of the files:";
        grid.Print(terminal, running, verdict);
    }

    private static void AddMembers(SummaryGrid grid, JsonElement container, string prefix)
    {
        foreach (JsonProperty member in container.EnumerateObject())
        {
            switch (member.Value.ValueKind)
            {
                case JsonValueKind.Object:
                    AddMembers(grid, member.Value, $"{prefix}{Words(member.Name)}: ");
                    break;
                case JsonValueKind.Number when member.Name is "process":
                case JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null:
                    break;
                case JsonValueKind.Number:
                    grid.Add(prefix + Words(member.Name), Number(member));
                    break;
                default:
                    grid.Add(prefix + Words(member.Name), "", member.Value.ToString());
                    break;
            }
        }
    }

    private static string Number(JsonProperty member) => member.Name switch
    {
        "uptimeSeconds" => Figures.Seconds(TimeSpan.FromSeconds(member.Value.GetDouble())),
        "pendingBytes" => Figures.Bytes(member.Value.GetInt64()),
        _ => Figures.Count(member.Value.GetInt64()),
    };

    /// <summary><c>invalidInputs</c> as separate words.</summary>
    private static string Words(string name)
    {
        string plain = name.Replace("Seconds", "", StringComparison.Ordinal);
        return string.Concat(plain.Select(static c => char.IsAsciiLetterUpper(c) ? $" {char.ToLowerInvariant(c)}" : c.ToString()));
    }
}
