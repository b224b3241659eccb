using System.Collections.Immutable;
using FastEmit.Events;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FastEmit.Generators.Tests;

/// <summary>Compilations of test sources against the framework and FastEmit, as a user's project would have them.</summary>
internal static class Compile
{
    public static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path) is var name
                && (name.StartsWith("System.", StringComparison.Ordinal) || name is "mscorlib.dll" or "netstandard.dll"))
            .Append(typeof(HookEventAttribute).Assembly.Location)
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    /// <remarks>Documentation comments are parsed and checked, but not demanded of the test sources.</remarks>
    public static CSharpParseOptions ParseOptions(LanguageVersion version = LanguageVersion.CSharp13) =>
        CSharpParseOptions.Default.WithLanguageVersion(version).WithDocumentationMode(DocumentationMode.Diagnose);

    public static CSharpCompilation Source(string source, LanguageVersion version = LanguageVersion.CSharp13) =>
        CSharpCompilation.Create(
            "Sample",
            [CSharpSyntaxTree.ParseText(source, ParseOptions(version), "Sample.cs")],
            References,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable,
                generalDiagnosticOption: ReportDiagnostic.Error,
                warningLevel: 9999,
                specificDiagnosticOptions: [new("CS1591", ReportDiagnostic.Suppress), new("CS8019", ReportDiagnostic.Suppress)]));

    /// <summary>Runs the generator; returns its driver and the compilation with the generated files.</summary>
    public static (GeneratorDriver Driver, Compilation Output) Generate(Compilation compilation, params ReadOnlySpan<IIncrementalGenerator> generators)
    {
        ISourceGenerator[] all = generators.IsEmpty
            ? [new HookEventGenerator().AsSourceGenerator()]
            : [.. generators.ToArray().Select(static generator => generator.AsSourceGenerator())];
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            all,
            parseOptions: (CSharpParseOptions)compilation.SyntaxTrees.First().Options,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _);
        return (driver, output);
    }

    /// <summary>What FastEmit's analyzer says about the source.</summary>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(
        string source, CancellationToken cancellationToken, LanguageVersion version = LanguageVersion.CSharp13, string? enable = null)
    {
        CSharpCompilation compilation = Source(source, version);
        if (enable is not null)
        {
            compilation = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(
                compilation.Options.SpecificDiagnosticOptions.Add(enable, ReportDiagnostic.Warn)));
        }

        CompilationWithAnalyzers analysis = compilation.WithAnalyzers([new HookEventAnalyzer(), new HookEmitterAnalyzer()]);
        ImmutableArray<Diagnostic> diagnostics = await analysis.GetAnalyzerDiagnosticsAsync(cancellationToken);
        Assert.DoesNotContain(diagnostics, static d => d.Id.StartsWith("AD", StringComparison.Ordinal));
        return diagnostics;
    }
}
