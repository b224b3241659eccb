using System.Buffers;
using System.CommandLine;
using System.Text;
using System.Text.Json;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Emitting;
using FastEmit.Cli.Reporting;
using FastEmit.Cli.Terminals;
using FastEmit.Collector.Sqlite;
using FastEmit.Collector.Storage;

namespace FastEmit.Cli.Collecting;

/// <summary><c>fastemit collect recover DIR</c>: the events of files that a collector set aside, as input lines for <c>emit</c>.</summary>
internal sealed class RecoverCommand : Command
{
    private readonly Argument<string> _directory = new("DIR") { Description = "The folder of a collector's files (--data). It may be in use." };

    private readonly Option<bool> _all = new("--all") { Description = "Read all files, not only those that were set aside (.bad)." };

    public RecoverCommand(Terminal terminal)
        : base(
            "recover",
            $"Print the readable events of damaged files, one line of JSON each. Send them with: {EmitCommand.OfRecoveredLines}")
    {
        Add(_directory);
        Add(_all);
        SetAction(parsed => Recover(terminal, parsed.GetRequiredValue(_directory), parsed.GetValue(_all)));
    }

    private static int Recover(Terminal terminal, string directory, bool isAll)
    {
        StoreSalvage salvage = new();
        long events = 0;
        try
        {
            foreach (StoredEvent stored in salvage.Read(directory, isAll))
            {
                terminal.Output.WriteLine(LineOf(stored));
                events++;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{directory}' cannot be read: {exception.Message}");
        }

        foreach (string fault in salvage.Faults)
        {
            terminal.Error.WriteLine(fault);
        }

        terminal.Error.WriteLine($"{Figures.Count(events)} events of {Figures.Count(salvage.Files)} files");
        return events == 0 && salvage.Faults.Count > 0 ? ExitCode.FellShort : ExitCode.Success;
    }

    private static string LineOf(StoredEvent stored)
    {
        ArrayBufferWriter<byte> line = new();
        using (Utf8JsonWriter json = new(line, new JsonWriterOptions { MaxDepth = 1000 }))
        {
            json.WriteStartObject();
            json.WriteString("namespace"u8, stored.Namespace);
            json.WriteString("event"u8, stored.Name);
            json.WritePropertyName("data"u8);
            WriteData(json, stored.Data);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(line.WrittenSpan);
    }

    /// <summary>Writes the data on one line; data that is not JSON as a string.</summary>
    private static void WriteData(Utf8JsonWriter json, ReadOnlyMemory<byte> data)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(data, new JsonDocumentOptions { MaxDepth = 1000 });
            document.WriteTo(json);
        }
        catch (JsonException)
        {
            json.WriteStringValue(Encoding.UTF8.GetString(data.Span));
        }
    }
}
