using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Diagnostics;

/// <summary>Every diagnostic that FastEmit reports. Each has a page of its id in docs/diagnostics.</summary>
internal static class DiagnosticCatalogue
{
    public static readonly DiagnosticDescriptor NotPartial = Error(
        "FE001", "An event must be partial", "'{0}' must be declared partial, as must the types around it, so that its Emit methods can be generated");

    public static readonly DiagnosticDescriptor BadEventName = Error(
        "FE004", "An event name must not be empty or reserved", "'{0}' cannot be an event name: {1}");

    public static readonly DiagnosticDescriptor NotSerializable = Error(
        "FE006", "The member's type cannot be serialized", "'{0}' of '{1}' has type '{2}', which cannot be serialized");

    public static readonly DiagnosticDescriptor BadNamespace = Error(
        "FE008", "A namespace must begin with a slash", "'{0}' is not a namespace: it begins with '/' and consists of printable ASCII without ',', '?', '\"' and spaces");

    private static DiagnosticDescriptor Error(string id, string title, string message) => new(
        id, title, message, "FastEmit", DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: $"docs/diagnostics/{id}.md");
}
