using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Tests;

/// <summary>The broken twin: its model holds a symbol, so that every edit makes it work again.</summary>
internal sealed class SymbolKeepingGenerator : IIncrementalGenerator
{
    public const string Step = "Broken";

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<Model> models = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                "FastEmit.Events.HookEventAttribute",
                static (_, _) => true,
                static (found, _) => new Model(found.TargetSymbol))
            .WithTrackingName(Step);
        context.RegisterSourceOutput(models, static (output, model) => output.AddSource(model.Symbol.Name, "// nothing"));
    }

    internal sealed record Model(ISymbol Symbol);
}
