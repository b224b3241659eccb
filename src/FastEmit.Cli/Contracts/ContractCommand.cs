using System.CommandLine;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Terminals;

namespace FastEmit.Cli.Contracts;

/// <summary><c>fastemit contract</c>: what an assembly's events are on the wire, for those who receive them.</summary>
internal sealed class ContractCommand : Command
{
    private static readonly string[] Formats = ["typescript", "jsonschema", "asyncapi", "markdown"];

    private readonly Option<string> _assembly = new("--assembly")
    {
        Description = "The built assembly with the events. It is read, not run.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string[]> _format = new("--format")
    {
        Description = $"What to write, any of {string.Join(", ", Formats)}; all of them by default.",
        HelpName = "FORMAT",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = static _ => Formats,
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The folder to write to.",
        HelpName = "DIR",
        DefaultValueFactory = static _ => ".",
    };

    public ContractCommand(Terminal terminal)
        : base("contract", "Write the contract of an assembly's events: TypeScript, JSON Schema, AsyncAPI, Markdown.")
    {
        foreach (Option option in (Option[])[_assembly, _format, _output])
        {
            Add(option);
        }

        SetAction(parsed => Write(terminal, parsed.GetRequiredValue(_assembly), parsed.GetRequiredValue(_format), parsed.GetRequiredValue(_output)));
    }

    private static int Write(Terminal terminal, string assembly, string[] formats, string folder)
    {
        if (formats.FirstOrDefault(static format => !Formats.Contains(format)) is { } unknown)
        {
            throw new UsageException($"--format: '{unknown}' is not accepted; it takes {string.Join(", ", Formats)}.");
        }

        IReadOnlyList<EventContract> contracts = ContractReader.Read(assembly);
        string title = Path.GetFileNameWithoutExtension(assembly);
        try
        {
            Directory.CreateDirectory(folder);
            foreach ((string name, string text) in Formats.Where(formats.Contains).SelectMany(format => Files(format, contracts, title)))
            {
                File.WriteAllText(Path.Combine(folder, name), text);
                terminal.Output.WriteLine(Path.Combine(folder, name));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--output: '{folder}' cannot be written to: {exception.Message}");
        }

        return ExitCode.Success;
    }

    private static IEnumerable<(string Name, string Text)> Files(string format, IReadOnlyList<EventContract> contracts, string title) => format switch
    {
        "typescript" => [TypeScriptFile.Write(contracts)],
        "jsonschema" => SchemaFiles.JsonSchema(contracts),
        "asyncapi" => [SchemaFiles.AsyncApi(contracts, title)],
        _ => [MarkdownFile.Write(contracts, title)],
    };
}
