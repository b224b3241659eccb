using System.Globalization;
using FastEmit.Generators.Model;
using FastEmit.Generators.Syntax;
using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Parsing;

/// <summary>Reads enums that are written by name.</summary>
internal static class EnumParser
{
    /// <summary>The name of the enum's serializer.</summary>
    public static string Parse(INamedTypeSymbol type, ScalarKind number, ParseContext context)
    {
        if (context.TryGetNested(type, out NestedModel known))
        {
            return known.Name;
        }

        context.BeginNested();
        _ = context.CanReach(type);
        return context.EndNested(type, "", (name, isShared) => Read(type, number, name, isShared, DocSummary.Of(type, context.CancellationToken))).Name;
    }

    private static EnumModel Read(INamedTypeSymbol type, ScalarKind number, string name, bool isShared, string? summary)
    {
        IFieldSymbol[] declared = [.. type.GetMembers().OfType<IFieldSymbol>().Where(static f => f.HasConstantValue)];
        ulong[] keys = [.. declared.Select(static field => Bits(field.ConstantValue!))];
        if (Enumerable.Range(1, Math.Max(0, keys.Length - 1)).Any(i => keys[i - 1] > keys[i]))
        {
            Array.Sort(keys, declared); // the framework's own sort: it determines the order of two names of one value
        }

        EnumFieldModel[] fields = [.. declared
            .Select(static (field, _) => new EnumFieldModel(
                field.FindAttribute(KnownTypes.JsonStringEnumMemberName)?.FirstArgument<string>() ?? field.Name, Bits(field.ConstantValue!)))
            .GroupBy(static field => field.Bits)
            .Select(static same => same.First())];
        return new EnumModel(
            name,
            isShared,
            type.GlobalName(),
            number,
            type.FindAttribute("System.FlagsAttribute") is not null,
            new EquatableArray<EnumFieldModel>([.. fields]),
            summary);
    }

    private static ulong Bits(object value) => value is sbyte or short or int or long
        ? unchecked((ulong)Convert.ToInt64(value, CultureInfo.InvariantCulture))
        : Convert.ToUInt64(value, CultureInfo.InvariantCulture);
}
