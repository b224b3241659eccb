using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;

namespace FastEmit.Benchmarks.Micro;

/// <summary>Writes the table of a benchmark class into a file of its own, with the command that makes it.</summary>
/// <param name="folder">Where to.</param>
internal sealed class MicroReportExporter(string folder) : IExporter
{
    public string Name => nameof(MicroReportExporter);

    public void ExportToLog(Summary summary, ILogger logger) => MarkdownExporter.GitHub.ExportToLog(summary, logger);

    /// <summary>A run in which something failed, or a dry one, whose figures mean nothing, is not written.</summary>
    public IEnumerable<string> ExportToFiles(Summary summary, ILogger consoleLogger)
    {
        if (summary.HasCriticalValidationErrors || summary.Reports.IsEmpty
            || summary.Reports.Any(static report => !report.Success || report.BenchmarkCase.Job.Id.Contains("Dry", StringComparison.Ordinal)))
        {
            yield break;
        }

        AccumulationLogger table = new();
        ExportToLog(summary, table);
        Type type = summary.BenchmarksCases[0].Descriptor.Type;
        string job = summary.BenchmarksCases[0].Job.Id;
        string command = $"dotnet run -c Release --project bench/FastEmit.Benchmarks -- --filter '*{type.Name}*'{(job.StartsWith("Short", StringComparison.Ordinal) ? " --job short" : "")}";
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"{type.Name}.md");
        File.WriteAllText(path, $"# {type.Name}\n\n`{command}`\n{table.GetLog().ReplaceLineEndings("\n").TrimEnd()}\n");
        consoleLogger.WriteLineInfo($"To reproduce: {command}");
        yield return path;
    }
}
