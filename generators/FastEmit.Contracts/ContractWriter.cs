using FastEmit.Generators.Contracts;
using FastEmit.Generators.Json;

namespace FastEmit.Contracts;

/// <summary>Writes the files of a contract; the command line and the build share it.</summary>
internal static class ContractWriter
{
    /// <summary>The formats, in the order of writing.</summary>
    public static readonly IReadOnlyList<string> Formats = ["typescript", "jsonschema", "asyncapi", "markdown"];

    /// <summary>Writes the files of these formats into a folder, and returns their paths.</summary>
    /// <exception cref="ContractException">A format is unknown, or the folder cannot be written to.</exception>
    public static IReadOnlyList<string> Write(IReadOnlyList<EventContract> contracts, string title, IReadOnlyCollection<string> formats, string folder)
    {
        if (formats.FirstOrDefault(static format => !Formats.Contains(format)) is { } unknown)
        {
            throw new ContractException($"--format: '{unknown}' is not accepted; it takes {string.Join(", ", Formats)}.");
        }

        List<string> written = [];
        try
        {
            Directory.CreateDirectory(folder);
            foreach ((string name, string text) in Formats.Where(formats.Contains).SelectMany(format => Files(format, contracts, title)))
            {
                string path = Path.Combine(folder, name);
                File.WriteAllText(path, text);
                written.Add(path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ContractException($"--output: '{folder}' cannot be written to: {exception.Message}");
        }

        return written;
    }

    /// <summary>Writes the file that the compiler compares the events with.</summary>
    /// <exception cref="ContractException">It cannot be written.</exception>
    public static void Lock(IReadOnlyList<EventContract> contracts, string path)
    {
        try
        {
            File.WriteAllText(path, ContractFile.Write(contracts.Select(static one => new LockedEvent(one.Name, one.Namespace, one.Type, JsonTree.Parse(one.SchemaText)))));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ContractException($"--lock: '{path}' cannot be written: {exception.Message}");
        }
    }

    private static IEnumerable<(string Name, string Text)> Files(string format, IReadOnlyList<EventContract> contracts, string title) => format switch
    {
        "typescript" => [TypeScriptFile.Write(contracts)],
        "jsonschema" => SchemaFiles.JsonSchema(contracts),
        "asyncapi" => [SchemaFiles.AsyncApi(contracts, title)],
        _ => [MarkdownFile.Write(contracts, title)],
    };
}
