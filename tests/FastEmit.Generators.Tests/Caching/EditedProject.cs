using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace FastEmit.Generators.Tests.Caching;

/// <summary>
/// A project of a few files whose events depend on the other files in every way that there is, and edits of it. An edit
/// replaces one text by another, or back.
/// </summary>
internal sealed class EditedProject
{
    private static readonly Dictionary<string, string> Files = new()
    {
        ["Events.cs"] = """
            using FastEmit.Events;
            namespace Sample;
            [HookEvent(Names.Tool, Namespace = Names.Space)]
            public readonly partial record struct Tool([property: PartitionKey] string Id, Mode Mode, Detail Detail, [property: MaxLength(Limits.Short)] string Text, Money Price, int Count = Names.Count);
            [HookEvent("alias")]
            public readonly partial record struct ByAlias(Purse Purse, [property: EventConverter(typeof(CentsConverter))] Cents Cents);
            [HookEvent("static")]
            public readonly partial record struct ByStatic([property: MaxLength(Longest)] string Text);
            """,
        ["Derived.cs"] = """
            namespace Sample
            {
                public partial class Outer : Middle
                {
                    [FastEmit.Events.HookEvent("nested")]
                    public partial record class Nested(int RootValue, Inner Inner, Shape Shape) : Root(RootValue);
                }
            }
            """,
        ["Outer.cs"] = "namespace Sample { public partial class Outer { public const int Unused = 1; } }",
        ["Middle.cs"] = "namespace Sample { public class Middle : Base { } }",
        ["Base.cs"] = "namespace Sample { public class Base { public record struct Inner(int A); } public abstract record class Root(int RootValue) { public int Extra { get; init; } } }",
        ["Shape.cs"] = """
            using System.Text.Json.Serialization;
            namespace Sample;
            [JsonPolymorphic, JsonDerivedType(typeof(Circle), "circle"), JsonDerivedType(typeof(Square), "square")]
            /// <summary>A shape.</summary>
            public class Shape { public int Id { get; set; } }
            public class Circle : Shape { public int Radius { get; set; } }
            public class Square : Shape { public int Side { get; set; } }
            """,
        ["Names.cs"] = "namespace Sample { public static class Names { public const string Tool = \"tool\"; public const string Space = \"/\" + Parts.Word; public const int Count = (int)Mode.Slow + 1; } }",
        ["Parts.cs"] = "namespace Sample { public static class Parts { public const string Word = \"hook\"; } }",
        ["Limits.cs"] = "namespace Sample { public static class Limits { public const int Short = 16; } public static class Lengths { public const int Longest = 99; } }",
        ["Mode.cs"] = "namespace Sample { [System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter<Mode>))] public enum Mode { Fast, Slow } }",
        ["Detail.cs"] = "namespace Sample { public partial record struct Detail(int Line) { public string? File { get; init; } public int Sum() { return 1; } private int _x = 3; } }",
        ["Detail2.cs"] = "#nullable enable\nnamespace Sample { public partial record struct Detail { public string? More { get; init; } } }",
        ["Money.cs"] = "namespace Sample { public record struct Money(decimal Amount); public record struct Cents(long Value); }",
        ["Converter.cs"] = "using FastEmit.Events; namespace Sample; public class CentsConverter : IEventConverter<Cents> { public static void Write(ref EventWriter writer, Cents value) => writer.WriteNumber(value.Value); }",
        ["Global.cs"] = "global using Purse = Sample.Money; global using static Sample.Lengths;",
        ["Assembly.cs"] = "using FastEmit.Events; [assembly: HookEventDefaults(Naming = EventNaming.SnakeCase, Namespace = Sample.Defaults.Space)]",
        ["Defaults.cs"] = "namespace Sample { public static class Defaults { public const string Space = \"/\" + Word; private const string Word = \"all\"; } }",
        ["Generic.cs"] = "using FastEmit.Events; namespace Sample; [HookEvent(\"{T}_changed\")] public readonly partial record struct Changed<T>(T Before, T After);",
        ["Uses.cs"] = "namespace Sample { public class Uses { public object Method() { return new Changed<Detail>(); } public int Other() { return 1; } } }",
        ["Unrelated.cs"] = "namespace Elsewhere { public class Unrelated { public int Value; public int Method() { return 1; } } }",
    };

    /// <summary>File, text, other text.</summary>
    private static readonly (string File, string From, string To)[] Edits =
    [
        ("Events.cs", "string Id", "string Identifier"),
        ("Events.cs", "Namespace = Names.Space", "Namespace = \"/x\""),
        ("Derived.cs", "\"nested\"", "\"nested2\""),
        ("Derived.cs", ": Middle", ""),
        ("Outer.cs", "public const int Unused = 1;", "public record struct Inner(string B);"),
        ("Middle.cs", ": Base", ""),
        ("Middle.cs", "{ }", "{ public record struct Inner(bool C); }"),
        ("Base.cs", "int A", "long A2"),
        ("Base.cs", "Extra", "Additional"),
        ("Base.cs", "{ get; init; }", "{ get; init; } = System.Environment.ProcessId;"),
        ("Base.cs", "{ get; init; }", "{ get => 1; init { } }"),
        ("Shape.cs", "Radius", "Diameter"),
        ("Shape.cs", "A shape.", "A form."),
        ("Shape.cs", "/// <summary>A shape.</summary>\n", "/** <summary>A shape.</summary> */ // and more\n"),
        ("Shape.cs", "\"square\"", "\"quadrat\""),
        ("Shape.cs", ", JsonDerivedType(typeof(Square), \"square\")", ""),
        ("Names.cs", "\"tool\"", "\"tool2\""),
        ("Names.cs", "Mode.Slow", "Mode.Fast"),
        ("Parts.cs", "hook", "crook"),
        ("Limits.cs", "16", "17"),
        ("Limits.cs", "99", "98"),
        ("Mode.cs", "Fast, Slow", "Slow, Fast"),
        ("Mode.cs", "Slow }", "Slow = 7 }"),
        ("Mode.cs", "Fast,", "[System.Text.Json.Serialization.JsonStringEnumMemberName(\"quick\")] Fast,"),
        ("Detail.cs", "int Line", "int Row"),
        ("Detail.cs", "string? File", "int[] File"),
        ("Detail.cs", "return 1;", "return 2;"),
        ("Detail.cs", "_x = 3", "_x = 4"),
        ("Detail2.cs", "#nullable enable", "#nullable disable"),
        ("Detail2.cs", "More", "Less"),
        ("Money.cs", "decimal Amount", "double Amount"),
        ("Money.cs", "long Value", "int Value, int Other"),
        ("Converter.cs", "IEventConverter<Cents>", "IEventConverter<Money>"),
        ("Converter.cs", "WriteNumber(value.Value)", "WriteNull()"),
        ("Global.cs", "Sample.Money", "Sample.Cents"),
        ("Global.cs", "global using static Sample.Lengths;", "global using static Other.Lengths;"),
        ("Assembly.cs", "SnakeCase", "CamelCase"),
        ("Assembly.cs", "Sample.Defaults.Space", "\"/defaults\""),
        ("Defaults.cs", "\"all\"", "\"every\""),
        ("Generic.cs", "T After", "T After, int More"),
        ("Uses.cs", "return 1;", "return 2;"),
        ("Uses.cs", "new Changed<Detail>()", "new Changed<Money>()"),
        ("Uses.cs", "new Changed<Detail>()", "new Changed<System.Collections.Generic.List<Cents>>()"),
        ("Uses.cs", "new Changed<Detail>()", "new System.Uri(\"a:b\")"),
        ("Uses.cs", "public object Method()", "public object Method<Detail>()"),
        ("Uses.cs", "return new Changed<Detail>();", "return Local<int>(); object Local<Detail>() { return new Changed<Detail>(); }"),
        ("Uses.cs", "public class Uses {", "public class Uses { public record struct Detail(int Local);"),
        ("Uses.cs", "namespace Sample", "namespace Sample.Deeper"),
        ("Unrelated.cs", "int Value", "int Other"),
        ("Unrelated.cs", "return 1;", "return 2;"),
        ("Unrelated.cs", "namespace Elsewhere {", "namespace Other { public static class Lengths { public const int Longest = 7; } } namespace Elsewhere {"),
        ("Unrelated.cs", "namespace Elsewhere { public class Unrelated", "namespace Sample { public class Unrelated"),
        ("Unrelated.cs", "class Unrelated", "class Unrelated<T>"),
        ("Unrelated.cs", "public class Unrelated", "public record struct Newcomer(int Line) { public enum Kind { A } } public class Unrelated"),
        ("Unrelated.cs", "public class Unrelated", "public delegate void FastEmit(); public class Unrelated"),
        ("Unrelated.cs", "namespace Elsewhere { public class Unrelated", "namespace Sample.System { public class Unrelated"),
        ("Unrelated.cs", "namespace Elsewhere { public class Unrelated", "namespace Sample { public class System; } namespace Elsewhere { public class Unrelated"),
        ("Unrelated.cs", "namespace Elsewhere { public class Unrelated", "namespace Sample.FastEmit { public class Unrelated"),
        ("Unrelated.cs", "namespace Elsewhere { public class Unrelated", "namespace Sample { public class Parts : Middle; } namespace Elsewhere { public class Unrelated"),
        ("Unrelated.cs", "return 1;", "_ = new Sample.Changed<Unrelated>(); return 1;"),
        ("Unrelated.cs", "public class Unrelated {", "public class Unrelated { public record struct Money(int Nested);"),
    ];

    private CSharpCompilation _compilation = CSharpCompilation.Create(
        "Sample",
        Files.Select(static file => CSharpSyntaxTree.ParseText(file.Value, Compile.ParseOptions(), file.Key)),
        Compile.References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>How many edits there are.</summary>
    public static int EditCount => Edits.Length;

    public CSharpCompilation Compilation => _compilation;

    /// <summary>The first edit of a file, or that of a text in it.</summary>
    public static int Find(string file, string? from) => Array.FindIndex(Edits, edit => edit.File == file && edit.From == (from ?? edit.From));

    public static string Describe(int number) => Edits[number].ToString();

    /// <summary>Makes an edit, or takes it back where it is made already. False where another edit stands in its way.</summary>
    public bool TryToggle(int number)
    {
        (string file, string from, string to) = Edits[number];
        SyntaxTree tree = _compilation.SyntaxTrees.Single(t => t.FilePath == file);
        string text = tree.ToString();
        bool isMade = to.Length != 0 && text.Contains(to, StringComparison.Ordinal) && !from.Contains(to, StringComparison.Ordinal);
        string edited = isMade ? text.Replace(to, from, StringComparison.Ordinal) : text.Replace(from, to, StringComparison.Ordinal);
        _compilation = _compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From(edited)));
        return edited != text;
    }

    /// <summary>Puts a file before all others.</summary>
    public void MoveToFront(string file)
    {
        SyntaxTree tree = _compilation.SyntaxTrees.Single(t => t.FilePath == file);
        SyntaxTree[] others = [.. _compilation.SyntaxTrees.Where(t => t != tree)];
        _compilation = _compilation.RemoveAllSyntaxTrees().AddSyntaxTrees([tree, .. others]);
    }
}
