using FastEmit.Generators.Diagnostics;
using FastEmit.Generators.Model;
using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Parsing;

/// <summary>Determines how the values of a member are written.</summary>
internal sealed class ValueParser(ParseContext context, MemberAttributes attributes, string member, NumberHandling numbers, Location? location)
{
    private bool _isInside;
    private int _collections;
    private NumberHandling _numbers = numbers;

    /// <summary>How values of <paramref name="type"/> are written; null when they cannot be.</summary>
    public ValueModel? Parse(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { TypeKind: not TypeKind.Enum } named && OtherGenerators.Complete(named))
        {
            context.Report(DiagnosticCatalogue.CompletedElsewhere, location, named.Name);
        }

        int errors = context.Errors;
        return Special(type) ?? (context.Errors == errors ? Plain(type) : null);
    }

    /// <summary>The model that attributes require, or null.</summary>
    private ValueModel? Special(ITypeSymbol type)
    {
        AttributeData? converter = attributes.Find(KnownTypes.EventConverter) ?? type.FindAttribute(KnownTypes.EventConverter);
        if (converter is not null)
        {
            return Converter(type, converter);
        }

        if (context.Converters.FirstOrDefault(candidate => candidate.FirstArgument<INamedTypeSymbol>() is { } offered && Converts(offered, type, exactly: true)) is { } general)
        {
            return Converter(type, general);
        }

        if (JsonConverter(type) is { } bridge)
        {
            return bridge;
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

    /// <summary>The member's converter applies to its whole value, and takes precedence over the type's.</summary>
    private ValueModel? JsonConverter(ITypeSymbol type)
    {
        AttributeData? own = _isInside ? null : attributes.FindJsonConverter();
        _isInside = true;
        AttributeData? attribute = own ?? JsonConverters.Find(type);
        return attribute is null || JsonConverters.WritesEnumsByName(attribute)
            ? null
            : JsonConverters.Bridge(attribute, type, own is null ? type.Name : member, context, location);
    }

    /// <summary>A converter of the type itself takes precedence over one of the type in its <see cref="Nullable{T}"/>.</summary>
    private ValueModel? Converter(ITypeSymbol type, AttributeData attribute)
    {
        var converter = attribute.FirstArgument<INamedTypeSymbol>();
        Location? place = attribute.Location(context.CancellationToken) ?? location;
        ITypeSymbol? inner = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : null;
        bool isOfInner = converter is not null && inner is not null && !Converts(converter, type) && Converts(converter, inner);
        if (converter is null || !isOfInner && !Converts(converter, type))
        {
            context.Report(
                DiagnosticCatalogue.BadConverter, place, converter?.Name ?? "null", type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));
            return null;
        }

        if (!context.CanReach(converter))
        {
            context.Report(DiagnosticCatalogue.Inaccessible, place, converter.Name, context.EventType.Name);
            return null;
        }

        ITypeSymbol converted = isOfInner ? inner! : type;
        var value = new ConverterValue(converter.GlobalName(), converted.GlobalName(), Reads(converter, converted));
        return isOfInner ? new NullableValue(value) : value;
    }

    /// <summary>Whether the converter accepts the type by the compiler's rules: the type itself, or a base of a class unless it must be <paramref name="exactly"/> the type.</summary>
    private bool Converts(INamedTypeSymbol converter, ITypeSymbol type, bool exactly = false) => converter.AllInterfaces.Any(implemented =>
        implemented.IsNamed(KnownTypes.EventConverterInterface)
        && context.Compilation.ClassifyCommonConversion(type, implemented.TypeArguments[0]) is var conversion
        && (conversion.IsIdentity || !exactly && conversion is { IsReference: true, IsImplicit: true }));

    private static bool Reads(INamedTypeSymbol converter, ITypeSymbol type) => converter.AllInterfaces.Any(implemented =>
        implemented.IsNamed(KnownTypes.ReceivedConverterInterface) && SymbolEqualityComparer.Default.Equals(implemented.TypeArguments[0], type));

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
            if (ScalarTypes.IsFloat(kind) && _numbers == NumberHandling.None)
            {
                context.Report(DiagnosticCatalogue.MayBeNaN, location);
            }

            if (kind is ScalarKind.Int64 or ScalarKind.UInt64 or ScalarKind.Int128 or ScalarKind.UInt128 or ScalarKind.BigInteger && !_numbers.HasFlag(NumberHandling.WriteAsString))
            {
                context.Report(DiagnosticCatalogue.RoundedByJavaScript, location, member);
            }

            return new ScalarValue(
                kind,
                Quoted: ScalarTypes.IsNumber(kind) && _numbers.HasFlag(NumberHandling.WriteAsString),
                NamedFloats: ScalarTypes.IsFloat(kind) && (_numbers & (NumberHandling.NamedFloats | NumberHandling.WriteAsString)) != 0);
        }

        // JsonNumberHandling applies to a number or a collection of numbers, but not deeper.
        NumberHandling outer = _numbers;
        _numbers = _collections++ == 0 ? _numbers : NumberHandling.None;
        ValueModel? collection = new CollectionParser(context, this, location).Parse(type);
        _collections--;
        _numbers = outer;
        return collection ?? (IsCollection(type) ? null : Formattable(type) ?? ObjectParser.Parse(type, context, location));
    }

    private ValueModel? Enum(INamedTypeSymbol type)
    {
        if (ScalarTypes.Find(type.EnumUnderlyingType!) is not { } number)
        {
            return null;
        }

        if (context.EnumsByName || JsonConverters.WritesEnumsByName(attributes.FindJsonConverter()) || JsonConverters.WritesEnumsByName(JsonConverters.Find(type)))
        {
            return new EnumValue(EnumParser.Parse(type, number, context));
        }

        return new ScalarValue(number, Cast(number)); // JsonNumberHandling does not apply to enums
    }

    /// <summary>Reports that enumerating through an interface allocates an enumerator.</summary>
    public void ReportAllocation(ITypeSymbol type) =>
        context.Report(DiagnosticCatalogue.Allocates, location, type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));

    public void ReportUnbounded(ITypeSymbol type) =>
        context.Report(DiagnosticCatalogue.Unbounded, location, type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));

    /// <summary>Whether it is a collection: it must not be written as an object without its elements.</summary>
    private static bool IsCollection(ITypeSymbol type) => type.FindInterface("System.Collections.IEnumerable", 0) is not null;

    private static string Cast(ScalarKind kind) => kind switch
    {
        ScalarKind.Int32 => "int",
        ScalarKind.UInt32 => "uint",
        ScalarKind.Int64 => "long",
        _ => "ulong",
    };

    /// <summary>A type that formats itself is written as text. System.Text.Json does the same for the framework's types.</summary>
    private ScalarValue? Formattable(ITypeSymbol type)
    {
        if (type.FindInterface("System.IUtf8SpanFormattable", 0) is null)
        {
            return null;
        }

        if (type.ContainingNamespace is { } space && space.ToDisplayString().Split('.')[0] != "System")
        {
            context.Report(DiagnosticCatalogue.WrittenAsText, location, type.Name);
        }

        return new ScalarValue(ScalarKind.Formattable, CanParse: type.AllInterfaces.Any(implemented =>
            implemented.IsNamed("System.ISpanParsable") && SymbolEqualityComparer.Default.Equals(implemented.TypeArguments[0], type)));
    }
}
