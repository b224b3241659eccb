using System.Runtime.CompilerServices;
using FastEmit.Generators.Emission;
using FastEmit.Generators.Model;
using FastEmit.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Tests.Caching;

/// <summary>The broken twin: it reads an event again only when the event's own file has changed.</summary>
internal sealed class ForgetfulGenerator : IIncrementalGenerator
{
    private readonly ConditionalWeakTable<SyntaxNode, EventModel> _models = [];

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<EventModel> models = context.SyntaxProvider.ForAttributeWithMetadataName(
                KnownTypes.HookEvent,
                static (_, _) => true,
                (found, cancellationToken) => _models.TryGetValue(found.TargetNode, out EventModel? known) ? known : Parse(found, cancellationToken))
            .Where(static model => model is not null)
            .Select(static (model, _) => model!);
        context.RegisterSourceOutput(models, static (output, model) => output.AddSource(model.HintName + ".g.cs", EventEmission.Emit(model)));
    }

    private EventModel? Parse(GeneratorAttributeSyntaxContext found, CancellationToken cancellationToken)
    {
        EventModel? model = EventParser.Parse(
            (INamedTypeSymbol)found.TargetSymbol, found.Attributes[0], found.SemanticModel.Compilation, NoDiagnostics.Instance, cancellationToken);
        if (model is not null)
        {
            _models.Add(found.TargetNode, model);
        }

        return model;
    }
}
