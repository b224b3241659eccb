using FastEmit.Generators.Model;

namespace FastEmit.Generators.Emission;

/// <summary>Writes the method that writes a nested object.</summary>
internal static class ObjectEmission
{
    public static void Emit(SourceText source, ObjectModel model, int index)
    {
        string parameter = model.IsReference ? $"{model.TypeName}? value" : $"scoped in {model.TypeName} value";
        source.Open($"private static ref byte WriteObject{index}(scoped ref {RuntimeNames.Writer} writer, ref byte at, {parameter})");
        if (model.IsReference)
        {
            source.Open("if (value is null)");
            source.Line($"return ref {RuntimeNames.Json}.Null(ref at);");
            source.Close();
            source.Line();
        }

        foreach (DerivedModel derived in model.Derived)
        {
            source.Open($"if (value is {derived.TypeName} derived{derived.ObjectIndex}_)");
            source.Line($"return ref WriteObject{derived.ObjectIndex}(ref writer, ref at, derived{derived.ObjectIndex}_);");
            source.Close();
            source.Line();
        }

        var body = new JsonBody();
        string? discriminator = model.Discriminator is null ? null : JsonLiteral.Quote(model.DiscriminatorName) + ":" + model.Discriminator;
        body.Members(model.Members, static member => Local(member), discriminator);
        body.Literal("}");
        string[] lines = [.. body.Complete()];
        foreach (MemberModel member in model.Members.Where(static m => m.Redaction is not Redaction.Drop and not Redaction.Mask || m.CanBeNull))
        {
            // Read once: a getter that answers differently the second time must not outgrow what the first was reserved for.
            source.Line($"var {Local(member)} = value.{member.Name};");
        }

        source.Line("int later_ = writer.ReservedBeyond(ref at, 0);");
        source.Line($"at = ref writer.Ensure(ref at, {body.Total} + later_);");
        source.Append(lines);
        source.Line("return ref at;");
        source.Close();
        source.Line();
    }

    private static string Local(MemberModel member) => member.ParameterName.TrimStart('@') + "_";
}
