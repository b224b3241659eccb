using System.Collections.Immutable;
using FastEmit.Generators.Caching;
using FastEmit.Generators.Emission;
using FastEmit.Generators.Model;
using FastEmit.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FastEmit.Generators;

/// <summary>Generates the serializer and <c>Emit</c> methods of every type marked <c>[HookEvent]</c>: one file per event, and one per nested type.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class HookEventGenerator : IIncrementalGenerator
{
    /// <summary>The step that parses an event type into its model.</summary>
    internal const string ParseStep = "ParseEvents";

    /// <summary>The step that removes types for which no code can be generated.</summary>
    internal const string FilterStep = "FilterEvents";

    /// <summary>The step that finds events whose files would have the same name.</summary>
    internal const string NamesStep = "FindAlikeNames";

    /// <summary>The step that finds the nested types of all events, each once.</summary>
    internal const string NestedStep = "FindNested";

    /// <summary>Models from earlier runs.</summary>
    internal ModelCache Models { get; } = new();

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<EventModel> events = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                KnownTypes.HookEvent,
                static (node, _) => node is TypeDeclarationSyntax,
                (found, cancellationToken) => Models.Get(
                    found.TargetNode,
                    found.SemanticModel.Compilation,
                    () => EventParser.ParseAll(
                        (INamedTypeSymbol)found.TargetSymbol,
                        found.Attributes[0],
                        found.SemanticModel.Compilation,
                        NoDiagnostics.Instance,
                        cancellationToken)))
            .WithTrackingName(ParseStep)
            .SelectMany(static (models, _) => models)
            .WithTrackingName(FilterStep);

        IncrementalValueProvider<EquatableArray<string>> alike = events
            .Select(static (model, _) => model.HintName)
            .Collect()
            .Select(static (names, _) => HintNames.FindAlike(names))
            .WithTrackingName(NamesStep);

        context.RegisterSourceOutput(
            events.Combine(alike),
            static (output, found) => output.AddSource(HintNames.FileName(found.Left.HintName, found.Right), EventEmission.Emit(found.Left)));

        IncrementalValuesProvider<NestedModel> nested = events
            .SelectMany(static (model, _) => model.Nested.Where(static nested => nested.IsShared))
            .Collect()
            .SelectMany(static (all, _) => Distinct(all))
            .WithTrackingName(NestedStep);
        context.RegisterSourceOutput(nested, static (output, model) => output.AddSource(NestedEmission.FileName(model), NestedEmission.File(model)));
    }

    /// <summary>One model per name; models of the same name are equal in all events.</summary>
    private static ImmutableArray<NestedModel> Distinct(ImmutableArray<NestedModel> all)
    {
        var first = new SortedDictionary<string, NestedModel>(StringComparer.Ordinal);
        foreach (NestedModel model in all)
        {
            if (!first.ContainsKey(model.Name))
            {
                first.Add(model.Name, model);
            }
        }

        return [.. first.Values];
    }
}
