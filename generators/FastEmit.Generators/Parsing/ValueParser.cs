using FastEmit.Generators.Diagnostics;
using FastEmit.Generators.Model;
using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Parsing;

/// <summary>Decides how the values of a member are written.</summary>
internal sealed class ValueParser(ParseContext context, MemberAttributes attributes, NumberHandling numbers, Location? location)
{
    /// <summary>How values of <paramref name="type"/> are written; null when they cannot be.</summary>
    public ValueModel? Parse(ITypeSymbol type) => Special(type) ?? Plain(type);

    /// <summary>What attributes ask for.</summary>
    private ValueModel? Special(ITypeSymbol type)
    {
        AttributeData? converter = attributes.Find(KnownTypes.EventConverter) ?? type.FindAttribute(KnownTypes.EventConverter);
        if (converter is not null)
        {
            return Converter(type, converter);
        }

        if (attributes.Find(KnownTypes.MaxLength) is { } limit && type.SpecialType == SpecialType.System_String)
        {
            context.BoundedLength += limit.FirstArgument<int>();
            return new LimitedStringValue(Math.Max(1, limit.FirstArgument<int>()), limit.NamedArgument<bool>("Reject"));
        }

        bool isBytes = ScalarTypes.Find(type) == ScalarKind.Base64;
        if (attributes.Has(KnownTypes.RawJson) && (isBytes || type.SpecialType == SpecialType.System_String))
        {
            return new ScalarValue(ScalarKind.RawJson);
        }

        if (!isBytes)
        {
            return null;
        }

        if (attributes.Has(KnownTypes.Utf8Text))
        {
            return new ScalarValue(ScalarKind.Utf8Text);
        }

        return attributes.Has(KnownTypes.Attachment) ? new AttachmentValue(type is IArrayTypeSymbol) : null;
    }

    private ConverterValue? Converter(ITypeSymbol type, AttributeData attribute)
    {
        if (attribute.FirstArgument<INamedTypeSymbol>() is { } converter
            && converter.AllInterfaces.Any(implemented => implemented.IsNamed(KnownTypes.EventConverterInterface)
                && context.Compilation.HasImplicitConversion(type, implemented.TypeArguments[0])))
        {
            return new ConverterValue(converter.FullNameNotNull(), type.FullName());
        }

        context.Report(
            DiagnosticCatalogue.BadConverter,
            attribute.Location(context.CancellationToken) ?? location,
            attribute.FirstArgument<INamedTypeSymbol>()?.Name ?? "null",
            type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));
        return null;
    }

    private ValueModel? Plain(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return Parse(nullable.TypeArguments[0]) is { } inner ? new NullableValue(inner) : null;
        }

        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum } enumeration)
        {
            return Enum(enumeration);
        }

        if (ScalarTypes.Find(type) is { } kind)
        {
            if (ScalarTypes.IsFloat(kind) && numbers == NumberHandling.None)
            {
                context.Report(DiagnosticCatalogue.MayBeNaN, location);
            }

            return new ScalarValue(
                kind,
                Quoted: ScalarTypes.IsNumber(kind) && numbers.HasFlag(NumberHandling.WriteAsString),
                NamedFloats: ScalarTypes.IsFloat(kind) && (numbers & (NumberHandling.NamedFloats | NumberHandling.WriteAsString)) != 0);
        }

        return new CollectionParser(context, this).Parse(type)
            ?? Formattable(type)
            ?? ObjectParser.Parse(type, context, location);
    }

    private ValueModel? Enum(INamedTypeSymbol type)
    {
        if (ScalarTypes.Find(type.EnumUnderlyingType!) is not { } number)
        {
            return null;
        }

        if (IsStringEnumConverter(attributes.Find(KnownTypes.JsonConverter)) || IsStringEnumConverter(type.FindAttribute(KnownTypes.JsonConverter)))
        {
            return new EnumValue(context.AddEnum(type, () => EnumParser.Parse(type, number)));
        }

        return new ScalarValue(number, Cast(number), Quoted: numbers.HasFlag(NumberHandling.WriteAsString));
    }

    /// <summary>Enumerating through an interface makes an enumerator.</summary>
    public void ReportAllocation(ITypeSymbol type) =>
        context.Report(DiagnosticCatalogue.Allocates, location, type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));

    public void ReportUnbounded(ITypeSymbol type) =>
        context.Report(DiagnosticCatalogue.Unbounded, location, type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));

    public static bool IsStringEnumConverter(AttributeData? attribute) =>
        attribute?.FirstArgument<INamedTypeSymbol>()?.IsNamed(KnownTypes.JsonStringEnumConverter) == true;

    private static string Cast(ScalarKind kind) => kind switch
    {
        ScalarKind.Int32 => "int",
        ScalarKind.UInt32 => "uint",
        ScalarKind.Int64 => "long",
        _ => "ulong",
    };

    /// <summary>A type that formats itself and is no object to System.Text.Json either: text.</summary>
    private static ScalarValue? Formattable(ITypeSymbol type) =>
        type.FindInterface("System.IUtf8SpanFormattable", 0) is not null ? new ScalarValue(ScalarKind.Formattable) : null;
}
