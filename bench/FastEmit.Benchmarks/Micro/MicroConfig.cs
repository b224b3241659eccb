using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using FastEmit.Tests.Shared;

namespace FastEmit.Benchmarks.Micro;

/// <summary>How BenchmarkDotNet runs here.</summary>
/// <remarks>
/// In this process: version 0.14.0 builds a project of its own for each benchmark, which knows neither .NET 10 nor the folder that this
/// repository builds into. As a mutator, so that a job of the command line (<c>--job short</c>) runs alone.
/// </remarks>
internal sealed class MicroConfig : ManualConfig
{
    public MicroConfig()
    {
        AddJob(Job.Default.WithToolchain(new InProcessEmitToolchain(TimeSpan.FromMinutes(10), logOutput: true)).AsMutator());
        AddLogger(ConsoleLogger.Default);
        AddColumnProvider(DefaultColumnProviders.Instance);
        HideColumns(Column.Error, Column.StdDev, Column.RatioSD, Column.AllocRatio, Column.Job, Column.Toolchain);
        AddDiagnoser(MemoryDiagnoser.Default);
        AddExporter(new MicroReportExporter(Path.Combine(RepositoryRoot.Path, "artifacts", "bench", "micro")));
        ArtifactsPath = Path.Combine(RepositoryRoot.Path, "artifacts", "benchmarkdotnet");
    }
}
