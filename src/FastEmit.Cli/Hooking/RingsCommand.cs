using System.Buffers;
using System.CommandLine;
using System.Text;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Emitting;
using FastEmit.Cli.Reporting;
using FastEmit.Cli.Terminals;
using FastEmit.Hooks.Spooling;

namespace FastEmit.Cli.Hooking;

/// <summary><c>fastemit rings recover FILE</c>: the events of a ring file that was set aside, as input lines for <c>emit</c>.</summary>
internal sealed class RingsCommand : Command
{
    private readonly Argument<string> _file = new("FILE") { Description = "A ring file, usually one that was set aside (.bad). It is only read." };

    public RingsCommand(Terminal terminal)
        : base("rings", "Ring files.")
    {
        Command recover = new(
            "recover",
            $"Print the readable events of a ring file, one line of JSON each. Send them with: {EmitCommand.OfRecoveredLines}")
        {
            _file,
        };
        recover.SetAction(parsed => Recover(terminal, parsed.GetRequiredValue(_file)));
        Add(recover);
    }

    private static int Recover(Terminal terminal, string path)
    {
        ArrayBufferWriter<byte> lines = new();
        SalvageReport report;
        try
        {
            report = RingSalvage.Run(path, lines);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{path}' cannot be read: {exception.Message}");
        }

        terminal.Output.Write(Encoding.UTF8.GetString(lines.WrittenSpan));
        string unverified = report.Unverified == 0 ? "" : $", {Figures.Count(report.Unverified)} of them without a valid checksum";
        terminal.Error.WriteLine($"{Figures.Count(report.Events)} events{unverified}{(report.Problem is null ? "" : $"; the file: {report.Problem}")}");
        return report.Events == 0 && report.Problem is not null ? ExitCode.FellShort : ExitCode.Success;
    }
}
