using System.Collections.Immutable;
using FastEmit.Generators.Diagnostics;
using FastEmit.Generators.Model;
using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Parsing;

/// <summary>Reads an event type into its model. The generator and the analyzer share it, so that they cannot disagree.</summary>
internal static class EventParser
{
    private static readonly string[] ReservedNames =
        ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

    /// <summary>The model, or null when no code can be generated.</summary>
    public static EventModel? Parse(
        INamedTypeSymbol type, AttributeData attribute, IDiagnosticSink diagnostics, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Location? location = type.Locations.FirstOrDefault();
        string eventName = attribute.FirstArgument<string>() ?? "";
        string eventNamespace = attribute.NamedArgument<string>("Namespace") ?? "/";
        CheckNames(eventName, eventNamespace, attribute, diagnostics, cancellationToken);
        if (!type.IsPartial())
        {
            diagnostics.Report(DiagnosticCatalogue.NotPartial, location, type.Name);
            return null;
        }

        EquatableArray<MemberModel> members = MemberParser.Parse(type, diagnostics, cancellationToken);
        return new EventModel(
            HintName(type),
            type.ContainingNamespace.IsGlobalNamespace ? null : type.ContainingNamespace.ToDisplayString(),
            Declarations(type),
            type.FullName(),
            type.IsValueType,
            eventName,
            eventNamespace,
            members.Any(static member => member.JsonName == "timestamp"),
            members);
    }

    private static void CheckNames(
        string eventName, string eventNamespace, AttributeData attribute, IDiagnosticSink diagnostics, CancellationToken cancellationToken)
    {
        Location? location = attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken).GetLocation();
        if (eventName.Length == 0)
        {
            diagnostics.Report(DiagnosticCatalogue.BadEventName, location, eventName, "it is empty");
        }
        else if (ReservedNames.Contains(eventName))
        {
            diagnostics.Report(DiagnosticCatalogue.BadEventName, location, eventName, "Socket.IO reserves it");
        }

        if (eventNamespace.Length == 0 || eventNamespace[0] != '/' || eventNamespace.Any(static c => c is <= ' ' or > '~' or ',' or '?' or '"'))
        {
            diagnostics.Report(DiagnosticCatalogue.BadNamespace, location, eventNamespace);
        }
    }

    private static string HintName(INamedTypeSymbol type)
    {
        string name = type.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat);
        return string.Concat(name.Select(static c => char.IsLetterOrDigit(c) || c is '.' or '_' ? c : '-'));
    }

    private static EquatableArray<string> Declarations(INamedTypeSymbol type)
    {
        var declarations = new Stack<string>();
        for (INamedTypeSymbol? current = type; current is not null; current = current.ContainingType)
        {
            string keyword = current switch
            {
                { IsRecord: true, IsValueType: true } => "record struct",
                { IsRecord: true } => "record",
                { TypeKind: TypeKind.Struct } => "struct",
                { TypeKind: TypeKind.Interface } => "interface",
                _ => "class",
            };
            string reference = current.IsRefLikeType ? "ref " : "";
            declarations.Push($"{reference}partial {keyword} {current.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}");
        }

        return new EquatableArray<string>([.. declarations.Select(static text => text)]);
    }
}
