using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FastEmit.Generators.Tests.Shapes;

/// <summary>One source of a shapes file: <c>### name options</c>, then its text; <c>//// second</c> begins another file of the same project.</summary>
internal sealed class ShapeCase
{
    private const string Head = """
        using System; using System.Collections; using System.Collections.Generic; using System.Collections.Immutable; using System.Collections.Frozen;
        using System.Linq; using System.Net; using System.Numerics; using System.Text; using System.Text.Json; using System.Text.Json.Nodes;
        using System.Text.Json.Serialization; using System.Threading; using System.Threading.Tasks; using System.Diagnostics.CodeAnalysis;
        using FastEmit; using FastEmit.Events;

        """;

    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers = [new HookEventAnalyzer(), new HookEmitterAnalyzer()];

    private readonly string[] _options;
    private readonly string _text;

    private ShapeCase(string name, string[] options, string text)
    {
        Name = name;
        _options = options;
        _text = text;
    }

    public string Name { get; }

    /// <summary>Whether it is meant to be written otherwise than by System.Text.Json.</summary>
    public bool HasOwnWire => _options.Contains("ownwire");

    private bool HasHead => !_options.Contains("nohead");

    public static IEnumerable<ShapeCase> ReadAll() =>
        from file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Shapes"), "*.txt").Order(StringComparer.Ordinal)
        from section in File.ReadAllText(file).ReplaceLineEndings("\n").Split("### ", StringSplitOptions.RemoveEmptyEntries)
        where !string.IsNullOrWhiteSpace(section)
        let end = section.IndexOf('\n', StringComparison.Ordinal)
        let words = section[..end].Split(' ', StringSplitOptions.RemoveEmptyEntries)
        select new ShapeCase(words[0], words[1..], section[(end + 1)..]);

    /// <summary>What is wrong with the case: nothing when it compiles cleanly or a diagnostic of FastEmit's refuses it in its own source.</summary>
    public async Task<IReadOnlyList<string>> FindFaultsAsync(CancellationToken cancellationToken)
    {
        CSharpCompilation compilation = Compilation();
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new HookEventGenerator().AsSourceGenerator()], parseOptions: ParseOptions());
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out ImmutableArray<Diagnostic> thrown, cancellationToken);
        ImmutableArray<Diagnostic> found = await output.WithAnalyzers(Analyzers).GetAnalyzerDiagnosticsAsync(cancellationToken);
        HashSet<string> own = [.. compilation.GetDiagnostics(cancellationToken).Select(Key)];
        bool isRefused = found.Any(static d => d is { Severity: DiagnosticSeverity.Error, Location.IsInSource: true } && d.Id.StartsWith("FE", StringComparison.Ordinal));
        IEnumerable<Diagnostic> compiled = output.GetDiagnostics(cancellationToken).Where(static d => d.Severity >= DiagnosticSeverity.Warning);
        return
        [
            .. thrown.Concat(found.Where(static d => d.Id == "AD0001")).Select(static d => d.ToString()),
            .. found.Where(d => d.Id.StartsWith("FE", StringComparison.Ordinal) && !IsPlaced(d, compilation)).Select(static d => $"nowhere: {d}"),
            .. compiled.Where(d => IsGenerated(d, compilation) || !isRefused && !own.Contains(Key(d))).Select(static d => d.ToString()),
        ];
    }

    /// <summary>The compiled case; null when it does not compile, or FastEmit says that its wire form is another.</summary>
    public async Task<byte[]?> CompileAsync(CancellationToken cancellationToken)
    {
        CSharpCompilation compilation = Compilation();
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new HookEventGenerator().AsSourceGenerator()], parseOptions: ParseOptions());
        driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _, cancellationToken);
        if ((await output.WithAnalyzers(Analyzers).GetAnalyzerDiagnosticsAsync(cancellationToken)).Any(static d => d.Severity >= DiagnosticSeverity.Warning))
        {
            return null;
        }

        using var assembly = new MemoryStream();
        return output.Emit(assembly, cancellationToken: cancellationToken).Success ? assembly.ToArray() : null;
    }

    public override string ToString() => Name;

    private static bool IsPlaced(Diagnostic diagnostic, CSharpCompilation compilation) =>
        diagnostic.Location is { IsInSource: true, SourceSpan.IsEmpty: false } && compilation.ContainsSyntaxTree(diagnostic.Location.SourceTree);

    private static bool IsGenerated(Diagnostic diagnostic, CSharpCompilation compilation) =>
        diagnostic.Location.IsInSource && !compilation.ContainsSyntaxTree(diagnostic.Location.SourceTree);

    private static string Key(Diagnostic diagnostic) => $"{diagnostic.Id} {diagnostic.Location}";

    private CSharpCompilation Compilation() => CSharpCompilation.Create(
        "Sample",
        _text.Split("//// second\n").Select((text, number) =>
            CSharpSyntaxTree.ParseText((HasHead ? Head : "") + text, ParseOptions(), $"{Name}{number}.cs")),
        Compile.References,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            allowUnsafe: true,
            checkOverflow: _options.Contains("checked"),
            nullableContextOptions: _options.Contains("nonull") ? NullableContextOptions.Disable : NullableContextOptions.Enable,
            warningLevel: 9999,
            specificDiagnosticOptions: [new("CS1591", ReportDiagnostic.Suppress), new("CS8019", ReportDiagnostic.Suppress)]));

    /// <summary>A version that this compiler does not have yet is its preview.</summary>
    private CSharpParseOptions ParseOptions()
    {
        string? wanted = _options.FirstOrDefault(static option => option.StartsWith("lang=", StringComparison.Ordinal))?["lang=".Length..];
        return wanted is null ? Compile.ParseOptions()
            : Compile.ParseOptions(Enum.TryParse(wanted, out LanguageVersion version) ? version : LanguageVersion.Preview);
    }
}
