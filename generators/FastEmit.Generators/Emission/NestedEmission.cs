using FastEmit.Generators.Model;

namespace FastEmit.Generators.Emission;

/// <summary>Writes the serializers of nested types, one class per type.</summary>
internal static class NestedEmission
{
    /// <summary>The generated file of a serializer that all events share.</summary>
    public static string File(NestedModel model)
    {
        var source = new SourceText();
        source.Head();
        source.Line($"namespace {RuntimeNames.SharedNamespace};");
        source.Line();
        Class(source, model, "internal", model.Name.Substring(RuntimeNames.Shared.Length));
        return source.ToString();
    }

    /// <summary>The name of that file.</summary>
    public static string FileName(NestedModel model) => model.Name.Substring("global::".Length) + ".g.cs";

    /// <summary>Writes the class of a serializer that belongs to one event.</summary>
    public static void Emit(SourceText source, NestedModel model) => Class(source, model, "private", model.Name);

    private static void Class(SourceText source, NestedModel model, string access, string name)
    {
        source.Line(RuntimeNames.GeneratedCode);
        source.Open($"{access} static class {name}");
        switch (model)
        {
            case ObjectModel nested:
                ObjectEmission.Emit(source, nested);
                break;
            case EnumModel enumeration:
                EnumEmission.Emit(source, enumeration);
                break;
        }

        source.Close();
    }
}
