using FastEmit.Generators.Emission;
using FastEmit.Generators.Model;
using FastEmit.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastEmit.Generators;

/// <summary>Generates serializer and <c>Emit</c> methods of every type marked <c>[HookEvent]</c>, one file each.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class HookEventGenerator : IIncrementalGenerator
{
    /// <summary>The step that turns an event type into its model.</summary>
    internal const string ParseStep = "ParseEvents";

    /// <summary>The step that leaves out types for which no code can be generated.</summary>
    internal const string FilterStep = "FilterEvents";

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<EventModel> events = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                KnownTypes.HookEvent,
                static (node, _) => node is TypeDeclarationSyntax,
                static (found, cancellationToken) =>
                    EventParser.Parse(
                        (INamedTypeSymbol)found.TargetSymbol,
                        found.Attributes[0],
                        found.SemanticModel.Compilation,
                        NoDiagnostics.Instance,
                        cancellationToken))
            .WithTrackingName(ParseStep)
            .Where(static model => model is not null)
            .Select(static (model, _) => model!)
            .WithTrackingName(FilterStep);

        context.RegisterSourceOutput(events, static (output, model) => output.AddSource(model.HintName + ".g.cs", EventEmission.Emit(model)));
    }
}
