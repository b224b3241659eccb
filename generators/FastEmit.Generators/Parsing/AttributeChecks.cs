using FastEmit.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Parsing;

/// <summary>Reports attributes of a member that have no effect.</summary>
internal static class AttributeChecks
{
    public static void Run(string member, ITypeSymbol type, MemberAttributes attributes, Location? location, ParseContext context)
    {
        HashSet<ITypeSymbol> inside = new(SymbolEqualityComparer.Default);
        Collect(type, inside);
        bool hasText = inside.Any(static t => t.SpecialType == SpecialType.System_String);
        bool hasBytes = inside.Any(static t => ScalarTypes.Find(t) == Model.ScalarKind.Base64);
        Demand(KnownTypes.MaxLength, "MaxLength", hasText, "it bounds strings");
        Demand(KnownTypes.RawJson, "RawJson", hasText || hasBytes, "JSON is a string or bytes");
        Demand(KnownTypes.Utf8Text, "Utf8Text", hasBytes, "only bytes are text in UTF-8");
        Demand(KnownTypes.Attachment, "Attachment", hasBytes, "only bytes (byte[], Memory or ReadOnlyMemory of byte) are sent beside the packet");
        if (attributes.Count(KnownTypes.EventConverter) > 1)
        {
            context.Report(DiagnosticCatalogue.AttributeWithoutEffect, location, "EventConverter", member, "another converter takes precedence");
        }

        if (attributes.Has(KnownTypes.AnnotatedMaxLength) || attributes.Has(KnownTypes.AnnotatedStringLength))
        {
            context.Report(
                DiagnosticCatalogue.MemberIgnored, location, "The length of System.ComponentModel.DataAnnotations", $"it bounds no event; FastEmit.Events.MaxLength on '{member}' does");
        }

        void Demand(string attribute, string name, bool fits, string reason)
        {
            if (!fits && attributes.Has(attribute))
            {
                context.Report(DiagnosticCatalogue.AttributeWithoutEffect, location, name, member, reason);
            }
        }
    }

    /// <summary>Collects the type and the types of its elements: attributes of a member apply to these too.</summary>
    private static void Collect(ITypeSymbol type, HashSet<ITypeSymbol> found)
    {
        if (!found.Add(type) || found.Count > ParseContext.MaxDepth)
        {
            return;
        }

        if (type is IArrayTypeSymbol array)
        {
            Collect(array.ElementType, found);
        }

        if (type is INamedTypeSymbol named && type.SpecialType != SpecialType.System_String)
        {
            foreach (ITypeSymbol argument in named.TypeArguments.Concat(named.AllInterfaces.SelectMany(static implemented => implemented.TypeArguments)))
            {
                Collect(argument, found);
            }
        }
    }
}
