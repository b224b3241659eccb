using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Parsing;

/// <summary>Discards all diagnostics, for the generator.</summary>
internal sealed class NoDiagnostics : IDiagnosticSink
{
    public static readonly NoDiagnostics Instance = new();

    public void Report(DiagnosticDescriptor descriptor, Location? location, params object[] arguments)
    {
    }
}
