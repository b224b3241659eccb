using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Parsing;

/// <summary>Receives the errors that a parser finds. The analyzer reports them; the generator discards them.</summary>
internal interface IDiagnosticSink
{
    void Report(DiagnosticDescriptor descriptor, Location? location, params object[] arguments);
}

/// <summary>Discards all diagnostics, for the generator.</summary>
internal sealed class NoDiagnostics : IDiagnosticSink
{
    public static readonly NoDiagnostics Instance = new();

    public void Report(DiagnosticDescriptor descriptor, Location? location, params object[] arguments)
    {
    }
}
