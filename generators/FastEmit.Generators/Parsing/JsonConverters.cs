using FastEmit.Generators.Diagnostics;
using FastEmit.Generators.Model;
using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Parsing;

/// <summary>
/// Converters of System.Text.Json of a member or a type. Those that write an enum by name are translated. Others are called at run
/// time, so that the event has the same JSON as in System.Text.Json. A converter that cannot be called is reported.
/// </summary>
internal static class JsonConverters
{
    private const string Converter = "System.Text.Json.Serialization.JsonConverter";

    /// <summary>The attribute that names a converter: JsonConverterAttribute or a class derived from it.</summary>
    public static AttributeData? Find(ISymbol symbol)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            for (INamedTypeSymbol? type = attribute.AttributeClass; type is not null; type = type.BaseType)
            {
                if (type.IsNamed(KnownTypes.JsonConverter))
                {
                    return attribute;
                }
            }
        }

        return null;
    }

    public static bool WritesEnumsByName(AttributeData? attribute) =>
        attribute?.FirstArgument<INamedTypeSymbol>()?.IsNamed(KnownTypes.JsonStringEnumConverter) == true;

    /// <summary>How the converter writes values of the type; null, with a report, when it cannot be called.</summary>
    /// <param name="attribute">The attribute that names the converter.</param>
    /// <param name="type">The values' type.</param>
    /// <param name="owner">The name of the attribute's target.</param>
    /// <param name="context">The event's context.</param>
    /// <param name="location">The location of reports.</param>
    public static ValueModel? Bridge(AttributeData attribute, ITypeSymbol type, string owner, ParseContext context, Location? location)
    {
        ITypeSymbol? inner = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : null;
        if (attribute.FirstArgument<INamedTypeSymbol>() is { IsAbstract: false, IsUnboundGenericType: false } converter
            && converter.InstanceConstructors.Any(static constructor => constructor is { Parameters.IsEmpty: true, DeclaredAccessibility: Accessibility.Public })
            && context.CanReach(converter))
        {
            if (Writes(converter, type))
            {
                return new BridgeValue(converter.GlobalName(), type.GlobalName());
            }

            if (inner is not null && Writes(converter, inner))
            {
                return new NullableValue(new BridgeValue(converter.GlobalName(), inner.GlobalName()));
            }
        }

        Report(owner, context, location);
        return null;
    }

    public static void Report(string owner, ParseContext context, Location? location) => context.Report(
        DiagnosticCatalogue.UnsupportedJsonAttribute, location, "JsonConverter", owner, "; use [EventConverter] with an IEventConverter<T>");

    /// <summary>Whether it converts exactly this type, or is a factory, which decides at run time.</summary>
    private static bool Writes(INamedTypeSymbol converter, ITypeSymbol type)
    {
        foreach (INamedTypeSymbol level in converter.WithBases())
        {
            if (level.IsNamed(Converter + "Factory"))
            {
                return type is not INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T };
            }

            if (level.Arity == 1 && level.IsNamed(Converter))
            {
                return SymbolEqualityComparer.Default.Equals(level.TypeArguments[0], type);
            }
        }

        return false;
    }
}
