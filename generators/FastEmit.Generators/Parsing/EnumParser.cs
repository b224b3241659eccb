using System.Globalization;
using FastEmit.Generators.Model;
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
        return context.EndNested(type, "", (name, isShared) => Read(type, number, name, isShared)).Name;
    }

    private static EnumModel Read(INamedTypeSymbol type, ScalarKind number, string name, bool isShared)
    {
        var fields = new SortedDictionary<ulong, EnumFieldModel>();
        foreach (IFieldSymbol field in type.GetMembers().OfType<IFieldSymbol>().Where(static f => f.HasConstantValue))
        {
            ulong bits = Bits(field.ConstantValue!);
            string jsonName = field.FindAttribute(KnownTypes.JsonStringEnumMemberName)?.FirstArgument<string>() ?? field.Name;
            if (!fields.ContainsKey(bits))
            {
                fields.Add(bits, new EnumFieldModel(jsonName, bits));
            }
        }

        return new EnumModel(
            name,
            isShared,
            type.GlobalName(),
            number,
            type.FindAttribute("System.FlagsAttribute") is not null,
            new EquatableArray<EnumFieldModel>([.. fields.Values]));
    }

    private static ulong Bits(object value) => value is sbyte or short or int or long
        ? unchecked((ulong)Convert.ToInt64(value, CultureInfo.InvariantCulture))
        : Convert.ToUInt64(value, CultureInfo.InvariantCulture);
}
