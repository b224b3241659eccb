using System.Text;
using FastEmit.Generators.Json;
using FastEmit.Generators.Model;

namespace FastEmit.Generators.Emission;

/// <summary>Writes the serializer of an enum that is written by name.</summary>
internal static class EnumEmission
{
    private const string Json = RuntimeNames.Json;

    public static void Emit(SourceText source, EnumModel model)
    {
        string cast = model.Number switch
        {
            ScalarKind.Int32 => "int",
            ScalarKind.UInt32 => "uint",
            ScalarKind.Int64 => "long",
            _ => "ulong",
        };
        source.Line($"internal const int Bytes = {Bytes(model)};");
        source.Line();
        source.Open($"internal static ref byte Write(ref byte at, {model.TypeName} value, bool isKey = false)");
        Names(source, model);
        if (model.IsFlags)
        {
            Flags(source, model);
        }

        source.Open("if (isKey)");
        source.Line("at = (byte)'\"';");
        source.Line($"at = ref {Json}.{model.Number}(ref {RuntimeNames.Unsafe}.Add(ref at, 1), unchecked(({cast})bits));");
        source.Line("at = (byte)'\"';");
        source.Line($"return ref {RuntimeNames.Unsafe}.Add(ref at, 1);");
        source.Close();
        source.Line();
        source.Line($"return ref {Json}.{model.Number}(ref at, unchecked(({cast})bits));");
        source.Close();
    }

    private static void Names(SourceText source, EnumModel model)
    {
        source.Line("ulong bits = unchecked((ulong)value);");
        if (model.Fields.Count == 0)
        {
            return;
        }

        source.Open("switch (bits)");
        foreach (EnumFieldModel field in model.Fields)
        {
            source.Line($"case {field.Bits}UL:");
            source.Line($"    return ref {Json}.Literal(ref at, {SourceText.Literal(JsonString.Quote(field.JsonName))}u8);");
        }

        source.Close();
        source.Line();
    }

    /// <summary>Writes a combination as the framework does: the largest values that it contains, the smallest first.</summary>
    private static void Flags(SourceText source, EnumModel model)
    {
        List<EnumFieldModel> flags = [.. model.Fields.Where(static field => field.Bits != 0)];
        if (flags.Count is 0 or > 64)
        {
            return;
        }

        source.Line("ulong rest = bits;");
        source.Line("ulong chosen = 0;");
        for (int i = flags.Count - 1; i >= 0; i--)
        {
            source.Open($"if ((rest & {flags[i].Bits}UL) == {flags[i].Bits}UL)");
            source.Line($"rest -= {flags[i].Bits}UL;");
            source.Line($"chosen |= {1UL << i}UL;");
            source.Close();
            source.Line();
        }

        source.Open("if (rest == 0 && chosen != 0)");
        source.Line("byte separator = (byte)'\"';");
        for (int i = 0; i < flags.Count; i++)
        {
            source.Open($"if ((chosen & {1UL << i}UL) != 0)");
            source.Line("at = separator;");
            source.Line($"at = ref {RuntimeNames.Unsafe}.Add(ref at, 1);");
            source.Open("if (separator == (byte)',')");
            source.Line("at = (byte)' ';");
            source.Line($"at = ref {RuntimeNames.Unsafe}.Add(ref at, 1);");
            source.Close();
            source.Line();
            string name = JsonString.Quote(flags[i].JsonName);
            source.Line($"at = ref {Json}.Literal(ref at, {SourceText.Literal(name.Substring(1, name.Length - 2))}u8);");
            source.Line("separator = (byte)',';");
            source.Close();
            source.Line();
        }

        source.Line($"return ref {Json}.Literal(ref at, \"\\\"\"u8);");
        source.Close();
        source.Line();
    }

    private static int Bytes(EnumModel model)
    {
        IEnumerable<int> lengths = model.Fields.Select(static field => Encoding.UTF8.GetByteCount(JsonString.Quote(field.JsonName)));
        int longest = model.IsFlags ? lengths.Sum() + 2 : lengths.Concat([0]).Max();
        return Math.Max(longest, Budget.Of(model.Number) + 2); // in quotes when it is a key
    }
}
