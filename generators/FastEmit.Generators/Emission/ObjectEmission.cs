using FastEmit.Generators.Json;
using FastEmit.Generators.Model;

namespace FastEmit.Generators.Emission;

/// <summary>Writes the serializer of a nested object.</summary>
internal static class ObjectEmission
{
    public static void Emit(SourceText source, ObjectModel model)
    {
        var names = new NameScope(["writer", "at", "value"]);
        string parameter = model.IsReference ? $"{model.TypeName}? value" : $"scoped in {model.TypeName} value";
        string signature = $"(scoped ref {RuntimeNames.Writer} writer, ref byte at, {parameter})";
        if (model.MaxDepth > 0)
        {
            source.Open($"internal static ref byte Write{signature}");
            source.Open($"if ({(model.IsReference ? "value is null || " : "")}!writer.TryDescend({model.MaxDepth}))");
            source.Line($"return ref {RuntimeNames.Json}.Null(ref at);");
            source.Close();
            source.Line();
            source.Line("at = ref WriteLevel(ref writer, ref at, value);");
            source.Line("writer.Ascend();");
            source.Line("return ref at;");
            source.Close();
            source.Line();
        }

        source.Open($"{(model.MaxDepth > 0 ? "private static ref byte WriteLevel" : "internal static ref byte Write")}{signature}");
        if (model.IsReference)
        {
            source.Open("if (value is null)");
            source.Line($"return ref {RuntimeNames.Json}.Null(ref at);");
            source.Close();
            source.Line();
        }

        foreach (DerivedModel derived in model.Derived)
        {
            string variable = names.Temporary("derived");
            source.Open($"if (value is {derived.TypeName} {variable})");
            source.Line($"return ref {derived.Name}.Write(ref writer, ref at, {variable});");
            source.Close();
            source.Line();
        }

        Dictionary<string, string> locals = model.Members.ToDictionary(
            static member => member.ParameterName, member => names.Take(member.ParameterName.TrimStart('@') + "_"));
        string later = names.Take("later_");
        var body = new JsonBody(names);
        string? discriminator = model.Discriminator is null ? null : JsonString.Quote(model.DiscriminatorName) + ":" + model.Discriminator;
        body.Members(model.Members, member => locals[member.ParameterName], discriminator);
        body.Literal("}");
        string[] lines = [.. body.Complete()];
        foreach (MemberModel member in model.Members.Where(static m => m.Redaction is not Redaction.Drop and not Redaction.Mask || m.CanBeNull))
        {
            // Reads each value once: a second call of the getter could return a larger value than was reserved.
            source.Line($"var {locals[member.ParameterName]} = {member.Of("value")};");
        }

        source.Line($"int {later} = writer.ReservedBeyond(ref at, 0);");
        source.Line($"at = ref writer.Ensure(ref at, {body.Total} + {later});");
        source.Append(lines);
        source.Line("return ref at;");
        source.Close();
    }
}
