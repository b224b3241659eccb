using System.Collections.Immutable;
using FastEmit.Generators.Contracts;
using FastEmit.Generators.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace FastEmit.Generators.Tests.Diagnostics;

/// <summary>A project with a committed contract file, which the events of another source were written into.</summary>
internal static class LockedProject
{
    public const string Head = """
        using System; using System.Collections.Generic; using System.Text.Json.Serialization; using FastEmit.Events;

        """;

    /// <summary>The contract file of a source, from what its generated code says.</summary>
    public static string FileOf(string source)
    {
        (_, Compilation output) = Compile.Generate(Compile.Source(Head + source));
        Assert.Empty(output.GetDiagnostics().Where(static one => one.Severity == DiagnosticSeverity.Error));
        return ContractFile.Write(output.Assembly.GetAttributes()
            .Where(static one => one.AttributeClass?.Name == "EventContractAttribute")
            .Select(static one => one.ConstructorArguments.Select(static argument => (string)argument.Value!).ToArray())
            .Select(static one => new LockedEvent(one[0], one[1], one[2], JsonTree.Parse(one[3]))));
    }

    /// <summary>What the analyzer says about the contract.</summary>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(string file, string source, CancellationToken cancellationToken)
    {
        CSharpCompilation compilation = Compile.Source(Head + source);
        var options = new AnalyzerOptions([new Text(file)]);
        ImmutableArray<Diagnostic> found = await compilation
            .WithAnalyzers([new HookEventAnalyzer()], new CompilationWithAnalyzersOptions(options, null, concurrentAnalysis: true, logAnalyzerExecutionTime: false))
            .GetAnalyzerDiagnosticsAsync(cancellationToken);
        Assert.DoesNotContain(found, static one => one.Id.StartsWith("AD", StringComparison.Ordinal));
        return [.. found.Where(static one => string.CompareOrdinal(one.Id, "FE030") >= 0)];
    }

    private sealed class Text(string text) : AdditionalText
    {
        public override string Path => "/project/" + ContractFile.Name;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
