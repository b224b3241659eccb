using System.Globalization;
using FastEmit.Generators.Model;
using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Parsing;

/// <summary>Reads enums that are written by name.</summary>
internal static class EnumParser
{
    public static EnumModel Parse(INamedTypeSymbol type, ScalarKind number)
    {
        var fields = new SortedDictionary<ulong, EnumFieldModel>();
        foreach (IFieldSymbol field in type.GetMembers().OfType<IFieldSymbol>().Where(static f => f.HasConstantValue))
        {
            ulong bits = Bits(field.ConstantValue!);
            string name = field.FindAttribute(KnownTypes.JsonStringEnumMemberName)?.FirstArgument<string>() ?? field.Name;
            if (!fields.ContainsKey(bits))
            {
                fields.Add(bits, new EnumFieldModel(name, bits));
            }
        }

        return new EnumModel(
            type.FullNameNotNull(),
            number,
            type.FindAttribute("System.FlagsAttribute") is not null,
            new EquatableArray<EnumFieldModel>([.. fields.Values]));
    }

    private static ulong Bits(object value) => value is sbyte or short or int or long
        ? unchecked((ulong)Convert.ToInt64(value, CultureInfo.InvariantCulture))
        : Convert.ToUInt64(value, CultureInfo.InvariantCulture);
}
