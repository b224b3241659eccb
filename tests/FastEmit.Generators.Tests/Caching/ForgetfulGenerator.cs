using System.Runtime.CompilerServices;
using FastEmit.Generators.Emission;
using FastEmit.Generators.Model;
using FastEmit.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Tests.Caching;

/// <summary>The broken twin: it reads an event again only when the event's own file has changed.</summary>
internal sealed class ForgetfulGenerator : IIncrementalGenerator
{
    private readonly ConditionalWeakTable<SyntaxNode, object> _models = [];

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<EventModel> models = context.SyntaxProvider.ForAttributeWithMetadataName(
                KnownTypes.HookEvent,
                static (_, _) => true,
                (found, cancellationToken) => _models.TryGetValue(found.TargetNode, out object? known) ? (EquatableArray<EventModel>)known : Parse(found, cancellationToken))
            .SelectMany(static (models, _) => models);
        context.RegisterSourceOutput(models, static (output, model) => output.AddSource(model.HintName + ".g.cs", EventEmission.Emit(model)));
    }

    private EquatableArray<EventModel> Parse(GeneratorAttributeSyntaxContext found, CancellationToken cancellationToken)
    {
        EquatableArray<EventModel> models = EventParser.ParseAll(
            (INamedTypeSymbol)found.TargetSymbol, found.Attributes[0], found.SemanticModel.Compilation, NoDiagnostics.Instance, cancellationToken);
        _models.Add(found.TargetNode, models);
        return models;
    }
}
