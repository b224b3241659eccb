using System.CommandLine;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Reporting;
using FastEmit.Cli.Terminals;
using FastEmit.Contracts;
using FastEmit.Generators.Contracts;

namespace FastEmit.Cli.Contracts;

/// <summary><c>fastemit contract</c>: the wire format of an assembly's events, for their receivers.</summary>
internal sealed class ContractCommand : Command
{
    private readonly Option<string?> _assembly = new("--assembly")
    {
        Description = "The built assembly with the events. It is read, not executed.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _project = new("--project")
    {
        Description = "The project with the events, or its folder; it is built first.",
        HelpName = "PROJECT",
    };

    private readonly Option<string[]> _format = new("--format")
    {
        Description = $"The formats to write, any of {string.Join(", ", ContractWriter.Formats)}; all of them by default.",
        HelpName = "FORMAT",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = static _ => [.. ContractWriter.Formats],
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The folder to write to.",
        HelpName = "DIR",
        DefaultValueFactory = static _ => ".",
    };

    private readonly Option<string?> _lock = new("--lock")
    {
        Description = $"Write {ContractFile.Name}, which the compiler compares the events with, beside the project or to FILE. Other files are written only with --format or --output.",
        HelpName = "FILE",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _json = CommonOptions.Json();

    public ContractCommand(Terminal terminal)
        : base("contract", "Write the contract of an assembly's events: TypeScript, JSON Schema, AsyncAPI, Markdown, and the file that the compiler compares with.")
    {
        foreach (Option option in (Option[])[_assembly, _project, _format, _output, _lock, _json])
        {
            Add(option);
        }

        SetAction((parsed, cancellationToken) => RunAsync(terminal, parsed, cancellationToken));
    }

    private async Task<int> RunAsync(Terminal terminal, ParseResult parsed, CancellationToken cancellationToken)
    {
        string? assembly = parsed.GetValue(_assembly);
        string? project = parsed.GetValue(_project);
        if (assembly is null == project is null)
        {
            throw new UsageException("--assembly or --project is required, and only one of them.");
        }

        string folder = ".";
        if (project is not null)
        {
            project = BuiltProject.Find(project);
            folder = Path.GetDirectoryName(project) is { Length: > 0 } beside ? beside : ".";
            assembly = await BuiltProject.BuildAsync(project, cancellationToken);
        }

        try
        {
            IReadOnlyList<EventContract> contracts = ContractReader.Read(assembly!);
            List<string> written = [];
            bool isLocked = parsed.GetResult(_lock) is not null;
            if (!isLocked || IsGiven(_format) || IsGiven(_output))
            {
                written.AddRange(ContractWriter.Write(contracts, Path.GetFileNameWithoutExtension(assembly!), parsed.GetRequiredValue(_format), parsed.GetRequiredValue(_output)));
            }

            if (isLocked)
            {
                string path = parsed.GetValue(_lock) ?? Path.Combine(folder, ContractFile.Name);
                ContractWriter.Lock(contracts, path);
                written.Add(path);
            }

            Report(terminal.Output, assembly!, contracts, written, parsed.GetValue(_json));
        }
        catch (ContractException exception)
        {
            throw new UsageException(exception.Message);
        }

        return ExitCode.Success;

        bool IsGiven(Option option) => parsed.GetResult(option) is { Implicit: false };
    }

    private static void Report(TextWriter output, string assembly, IReadOnlyList<EventContract> contracts, List<string> written, bool json)
    {
        if (!json)
        {
            written.ForEach(output.WriteLine);
            return;
        }

        JsonReport.Write(output, writer =>
        {
            writer.WriteString("assembly", assembly);
            JsonReport.WriteObjects(writer, "events", contracts, contract =>
            {
                writer.WriteString("name", contract.Name);
                writer.WriteString("namespace", contract.Namespace);
                writer.WriteString("type", contract.Type);
            });
            writer.WriteStartArray("files");
            written.ForEach(writer.WriteStringValue);
            writer.WriteEndArray();
        });
    }
}
