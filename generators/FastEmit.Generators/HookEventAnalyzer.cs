using System.Collections.Immutable;
using FastEmit.Generators.Diagnostics;
using FastEmit.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FastEmit.Generators;

/// <summary>Reports what is wrong with events. It reads them with the generator's own parser.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HookEventAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        DiagnosticCatalogue.NotPartial,
        DiagnosticCatalogue.BadEventName,
        DiagnosticCatalogue.NotSerializable,
        DiagnosticCatalogue.BadNamespace,
    ];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(AnalyzeType, SymbolKind.NamedType);
    }

    private static void AnalyzeType(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.FindAttribute(KnownTypes.HookEvent) is { } attribute)
        {
            _ = EventParser.Parse(type, attribute, new SymbolDiagnostics(context), context.CancellationToken);
        }
    }

    private sealed class SymbolDiagnostics(SymbolAnalysisContext context) : IDiagnosticSink
    {
        public void Report(DiagnosticDescriptor descriptor, Location? location, params object[] arguments) =>
            context.ReportDiagnostic(Diagnostic.Create(descriptor, location, arguments));
    }
}
