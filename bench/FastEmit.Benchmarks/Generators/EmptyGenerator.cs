using Microsoft.CodeAnalysis;

namespace FastEmit.Benchmarks.Generators;

/// <summary>Finds events as the generator does, and does nothing with them: what the compiler itself takes for that.</summary>
internal sealed class EmptyGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context) =>
        context.RegisterSourceOutput(
            context.SyntaxProvider.ForAttributeWithMetadataName(
                "FastEmit.Events.HookEventAttribute", static (_, _) => true, static (found, _) => found.TargetSymbol.MetadataName),
            static (_, _) => { });
}
