using System.Collections.Concurrent;
using System.Collections.Immutable;
using FastEmit.Generators.Contracts;
using FastEmit.Generators.Diagnostics;
using FastEmit.Generators.Model;
using FastEmit.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FastEmit.Generators;

/// <summary>Reports errors in events. It uses the generator's own parser.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HookEventAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The property of a diagnostic that holds the last argument of its message, for code fixes.</summary>
    internal const string DetailProperty = "Detail";

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        DiagnosticCatalogue.NotPartial,
        DiagnosticCatalogue.UnsupportedKind,
        DiagnosticCatalogue.Inaccessible,
        DiagnosticCatalogue.BadEventName,
        DiagnosticCatalogue.DuplicateEventName,
        DiagnosticCatalogue.NotSerializable,
        DiagnosticCatalogue.DuplicateJsonName,
        DiagnosticCatalogue.BadNamespace,
        DiagnosticCatalogue.Cyclic,
        DiagnosticCatalogue.BadConverter,
        DiagnosticCatalogue.Allocates,
        DiagnosticCatalogue.ClassEvent,
        DiagnosticCatalogue.TooLarge,
        DiagnosticCatalogue.Unbounded,
        DiagnosticCatalogue.MayBeNaN,
        DiagnosticCatalogue.UnsupportedJsonAttribute,
        DiagnosticCatalogue.NoMembers,
        DiagnosticCatalogue.MemberIgnored,
        DiagnosticCatalogue.LanguageVersion,
        DiagnosticCatalogue.LooksSecret,
        DiagnosticCatalogue.TooManyAttachments,
        DiagnosticCatalogue.CompletedElsewhere,
        DiagnosticCatalogue.AttributeWithoutEffect,
        DiagnosticCatalogue.RoundedByJavaScript,
        DiagnosticCatalogue.WrittenAsText,
        DiagnosticCatalogue.NotReceivable,
        DiagnosticCatalogue.NotClosed,
        .. ContractCheck.Descriptors,
    ];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var names = new ConcurrentBag<(string Name, string Namespace, INamedTypeSymbol Type)>();
            ContractCheck? contract = ContractCheck.Of(start);
            start.RegisterSymbolAction(symbol => AnalyzeType(symbol, names, contract), SymbolKind.NamedType);
            var closed = new ClosedTypes(start.Compilation);
            start.RegisterOperationAction(operation => AnalyzeCall(operation, closed), OperationKind.Invocation);
            start.RegisterCompilationEndAction(end => ReportDuplicates(end, names));
        });
    }

    private static void AnalyzeType(
        SymbolAnalysisContext context, ConcurrentBag<(string Name, string Namespace, INamedTypeSymbol Type)> names, ContractCheck? contract)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.FindAttribute(KnownTypes.HookEvent) is { } attribute)
        {
            if (type.IsGenericType)
            {
                foreach (INamedTypeSymbol closed in GenericEvents.Close(type, context.Compilation, context.CancellationToken))
                {
                    Note(closed);
                }
            }
            else
            {
                Note(type);
            }

            foreach (EventModel model in EventParser.ParseAll(type, attribute, context.Compilation, new SymbolDiagnostics(context), context.CancellationToken))
            {
                if (model.Generic != GenericRole.Open)
                {
                    contract?.Check(model, type, context);
                }
            }

            void Note(INamedTypeSymbol one)
            {
                (string name, string @namespace) = EventParser.Names(attribute, context.Compilation, one);
                names.Add((name, @namespace, one));
            }
        }
    }

    private static void AnalyzeCall(OperationAnalysisContext context, ClosedTypes closed)
    {
        if (closed.FindUnnamed((IInvocationOperation)context.Operation, context.CancellationToken) is { } type)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticCatalogue.NotClosed, context.Operation.Syntax.GetLocation(), type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)));
        }
    }

    private static void ReportDuplicates(
        CompilationAnalysisContext context, IEnumerable<(string Name, string Namespace, INamedTypeSymbol Type)> names)
    {
        foreach (var same in names.GroupBy(static e => (e.Name, e.Namespace)))
        {
            INamedTypeSymbol[] types = [.. same.Select(static e => e.Type).OrderBy(static type => type.ToDisplayString(), StringComparer.Ordinal)];
            for (int i = 1; i < types.Length; i++)
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    DiagnosticCatalogue.DuplicateEventName, types[i].Locations.FirstOrDefault(), same.Key.Name, same.Key.Namespace, types[0].ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)));
            }
        }
    }

    private sealed class SymbolDiagnostics(SymbolAnalysisContext context) : IDiagnosticSink
    {
        private readonly HashSet<string> _said = new(StringComparer.Ordinal);

        public void Report(DiagnosticDescriptor descriptor, Location? location, params object[] arguments)
        {
            ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty;
            if (arguments.Length > 0)
            {
                properties = properties.Add(DetailProperty, arguments[arguments.Length - 1].ToString());
            }

            if (!_said.Add($"{descriptor.Id} {location} {string.Join("\n", arguments)}"))
            {
                return; // of another closed type of the same generic event
            }

            // A problem in another project, or in a project of another language, is reported at this project's symbol.
            bool isHere = location?.SourceTree is { } tree && context.Compilation.ContainsSyntaxTree(tree);
            context.ReportDiagnostic(Diagnostic.Create(descriptor, isHere ? location : context.Symbol.Locations.FirstOrDefault(), properties, arguments));
        }
    }
}
