using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Parsing;

/// <summary>Takes what a parser finds wrong. The analyzer reports it; the generator has no use for it.</summary>
internal interface IDiagnosticSink
{
    void Report(DiagnosticDescriptor descriptor, Location? location, params object[] arguments);
}
