using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FastEmit.Generators.Tests.Snapshots;

public class EventSnapshotTests
{
    [Fact]
    public Task Generate_ReadonlyRecordStruct_MatchesSnapshot() => AssertMatchesAsync("ReadonlyRecordStruct", """
        using FastEmit.Events;
        namespace Sample;

        [HookEvent("pre_tool", Namespace = "/hook")]
        public readonly partial record struct PreTool([property: PartitionKey] string SessionId, string ToolName, bool Success, int DurationMs);
        """);

    [Fact]
    public Task Generate_RecordClass_MatchesSnapshot() => AssertMatchesAsync("RecordClass", """
        using FastEmit.Events;

        [HookEvent("stop")]
        internal sealed partial record Stop(string? Reason);
        """);

    [Fact]
    public Task Generate_NestedInClass_MatchesSnapshot() => AssertMatchesAsync("Nested", """
        using FastEmit.Events;
        namespace Sample.Deep;

        public static partial class Outer
        {
            private partial struct Inner
            {
                [HookEvent("nested")]
                public partial record struct Event(int Emitter, string? Event_1);
            }
        }
        """);

    [Fact]
    public Task Generate_EveryScalar_MatchesSnapshot() => AssertMatchesAsync("Scalars", """
        using System;
        using FastEmit.Events;
        namespace Sample;

        public enum Level : byte { Low, High }

        [HookEvent("scalars")]
        public partial record struct Scalars(
            string Text, bool Flag, sbyte I8, byte U8, short I16, ushort U16, int I32, uint U32, long I64, ulong U64,
            nint Native, nuint UNative, float Single, double Double, Guid Id, DateTime At, DateTimeOffset Since, Level Level,
            string? OptionalText, bool? OptionalFlag, int? OptionalNumber, double? OptionalDouble, Guid? OptionalId,
            DateTime? OptionalAt, DateTimeOffset? OptionalSince, Level? OptionalLevel);
        """);

    [Theory]
    [InlineData("PlainClass", "public partial class E { public int A { get; set; } public string? B { get; init; } private int C { get; set; } public static int D { get; set; } }")]
    [InlineData("PlainStruct", "public partial struct E { public int A { get; set; } [JsonInclude] public string? B; public int C; }")]
    [InlineData("RequiredAndInit", "public sealed partial record E { public required string A { get; init; } public int B { get; init; } = 3; }")]
    [InlineData("Inheritance", "public abstract record Base(int Id, string Source); [HookEvent(\"base\")] public partial record Middle(int Id, string Source, bool Flag) : Base(Id, Source);", "Middle")]
    [InlineData("ClosedGeneric", "public record Page<T>(T[] Items, int Total); public readonly record struct Item(string Name); [HookEvent(\"page\")] public readonly partial record struct Paged(Page<Item> Page, Page<int>? Numbers);", "Paged")]
    [InlineData("Computed", "public readonly partial record struct E(int A, int B = 7) { public int Sum => A + B; public string Kind { get; init; } = \"k\"; }")]
    [InlineData("Defaults", "public readonly partial record struct E(string A, int B = -1, string? C = null, bool D = true, DayOfWeek Day = DayOfWeek.Friday, decimal M = 1.5m);")]
    [InlineData("KeywordsAndCollisions", "public readonly partial record struct E(int Class, int Emitter, int Writer, int At, int @event, string EventName, int Descriptor);")]
    public Task Generate_Target_MatchesSnapshot(string name, string declaration, string? alone = null) =>
        AssertMatchesAsync("Target." + name, Head + (alone is null ? "[HookEvent(\"e\")] " : "") + declaration);

    [Theory]
    [InlineData("Numbers", "decimal A, Int128 B, UInt128 C, BigInteger D, Half E, decimal? F, BigInteger? G")]
    [InlineData("Texts", "char A, Uri B, Version? C, char? D")]
    [InlineData("Times", "DateOnly A, TimeOnly B, TimeSpan C, TimeSpan? D")]
    [InlineData("Lists", "int[] A, List<string> B, IReadOnlyList<Guid>? C, IReadOnlyCollection<double> D, ImmutableArray<long> E, ReadOnlyMemory<int> F, HashSet<int> G, string[][] H, IEnumerable<int?>? I")]
    [InlineData("Dictionaries", "Dictionary<string, int> A, IReadOnlyDictionary<Guid, string?>? B, Dictionary<DayOfWeek, bool> C, SortedDictionary<long, int[]> D")]
    [InlineData("Bytes", "byte[] A, ReadOnlyMemory<byte>? B, [property: Utf8Text] byte[] C, [property: RawJson] byte[]? D, [property: RawJson] string? E")]
    [InlineData("Attachments", "string A, [property: Attachment] byte[]? B, [property: Attachment] ReadOnlyMemory<byte> C")]
    [InlineData("Trees", "JsonElement A, JsonNode? B, JsonObject? C")]
    [InlineData("Formattable", "IPAddress A, Rune B")]
    [InlineData("NumberHandling", "[property: JsonNumberHandling(JsonNumberHandling.WriteAsString)] int A, [property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] double B, [property: JsonNumberHandling(JsonNumberHandling.WriteAsString)] float? C")]
    [InlineData("Ignore", "[property: JsonIgnore] int A, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? B, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int C, int D, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? E")]
    [InlineData("AllOptional", "[property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? A, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] DateTime B")]
    [InlineData("NamesAndOrder", "[property: JsonPropertyName(\"x \\\"y\\\"\")] int A, [property: JsonPropertyOrder(-1)] int B, [property: JsonPropertyName(\"é€😀\")] int C")]
    [InlineData("Redact", "[property: Redact] string A, [property: Redact(RedactMode.Hash)] string? B, [property: Redact(RedactMode.Drop)] string C, [property: Redact] int D, [property: Redact(RedactMode.Hash)] int[] E, [property: PartitionKey, Redact(RedactMode.Drop)] Guid? F")]
    [InlineData("MaxLength", "[property: MaxLength(10)] string A, [property: MaxLength(10, Reject = true)] string? B")]
    [InlineData("Timestamp", "[property: Timestamp] DateTimeOffset At, [property: PartitionKey] int? Key")]
    public Task Generate_Members_MatchSnapshot(string name, string members) =>
        AssertMatchesAsync("Members." + name, Head + $"[HookEvent(\"e\")] public readonly partial record struct Sent({members});");

    [Fact]
    public Task Generate_EnumsByName_MatchSnapshot() => AssertMatchesAsync("Members.Enums", Head + """
        [JsonConverter(typeof(JsonStringEnumConverter<Level>))] public enum Level { Low, [JsonStringEnumMemberName("very high")] High }
        [Flags] public enum Access : byte { None = 0, Read = 1, Write = 2, Both = 3 }
        [HookEvent("e")] public readonly partial record struct E(Level A, Level? B, [property: JsonConverter(typeof(JsonStringEnumConverter))] Access C, Access D);
        """);

    [Fact]
    public Task Generate_NestedObjects_MatchSnapshot() => AssertMatchesAsync("Members.Objects", Head + """
        public readonly record struct Point(double X, double Y);
        public sealed record Tool(string Name, [property: Redact] string Secret, Point? At, Tool.Option[] Options) { public sealed record Option(string Key, int Value); }
        [HookEvent("e")] public readonly partial record struct E(Tool A, Tool? B, Point C, Dictionary<string, Point> D, ProcessInfo F);
        public sealed class ProcessInfo { public int Id { get; } = 1; public ICollection<Point> Path { get; } = []; }
        """);

    [Fact]
    public Task Generate_Polymorphism_MatchesSnapshot() => AssertMatchesAsync("Members.Polymorphism", Head + """
        [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
        [JsonDerivedType(typeof(Shape), "shape")]
        [JsonDerivedType(typeof(Circle), "circle")]
        [JsonDerivedType(typeof(Square), 2)]
        public record Shape(string Name);
        public record Circle(string Name, double Radius) : Shape(Name);
        public sealed record Square(string Name, double Side) : Shape(Name);
        [HookEvent("e")] public readonly partial record struct E(Shape A, Shape[] B);
        """);

    [Fact]
    public Task Generate_Converter_MatchesSnapshot() => AssertMatchesAsync("Members.Converter", Head + """
        public readonly record struct Money(decimal Amount);
        public sealed class Cents : IEventConverter<Money> { public static void Write(ref EventWriter writer, Money value) => writer.WriteNumber((long)(value.Amount * 100)); }
        [HookEvent("e")] public readonly partial record struct E([property: EventConverter(typeof(Cents))] Money A, [property: EventConverter(typeof(Cents))] Money? B);
        """);

    [Fact]
    public Task Generate_AssemblyDefaults_MatchSnapshot() => AssertMatchesAsync("AssemblyDefaults", """
        using FastEmit.Events;
        [assembly: HookEventDefaults(Naming = EventNaming.CamelCase, Namespace = "/hook")]
        [HookEvent("e")] public readonly partial record struct E(string ToolName);
        """);

    [Fact]
    public Task Generate_AssemblyConvertersAndEnums_MatchSnapshot() => AssertMatchesAsync("AssemblyConverters", """
        using System; using System.Collections.Generic; using FastEmit.Events;
        [assembly: HookEventDefaults(EnumsByName = true)]
        [assembly: EventConverter(typeof(Cents))]
        public readonly record struct Money(decimal Amount);
        public sealed class Cents : IEventConverter<Money> { public static void Write(ref EventWriter writer, Money value) => writer.WriteNumber((long)(value.Amount * 100)); }
        [HookEvent("e")] public readonly partial record struct E(Money A, Money? B, List<Money> C, DayOfWeek D);
        """);

    [Fact]
    public Task Generate_TreesTuplesAndExtensionData_MatchSnapshot() => AssertMatchesAsync("Members.More", Head + """
        [MaxDepth(8)] public sealed record Node(string Name, List<Node>? Children);
        [HookEvent("e")] public readonly partial record struct E(Node A, (int X, string) B, JsonDocument? C, [property: JsonExtensionData] Dictionary<string, JsonElement>? D);
        """);

    [Fact]
    public void Generate_MemberNamedEmitAsync_IsTheUsersOwn()
    {
        (GeneratorDriver driver, Compilation output) = Compile.Generate(Compile.Source(
            "[FastEmit.Events.HookEvent(\"e\")] public readonly partial record struct Sent(int X) { public static int EmitAsync() => 1; }"));
        Assert.Empty(output.GetDiagnostics(TestContext.Current.CancellationToken));
        Assert.DoesNotContain("EmitAsync", driver.GetRunResult().GeneratedTrees.Single().ToString(), StringComparison.Ordinal);
    }

    /// <summary>The compiler takes file names that differ only in case for one.</summary>
    [Fact]
    public void Generate_NamesThatDifferOnlyInCase_GiveAFileEach()
    {
        (GeneratorDriver driver, Compilation output) = Compile.Generate(Compile.Source("""
            using FastEmit.Events;
            namespace A;
            [HookEvent("a")] public readonly partial record struct Tool(int X);
            [HookEvent("b")] public readonly partial record struct TOOL(int X);
            [HookEvent("c")] public readonly partial record struct tool_(int X);
            public static partial class a { [HookEvent("d")] public readonly partial record struct Tool(int X); }
            public static partial class A { [HookEvent("e")] public readonly partial record struct tOOL(int X); }
            [HookEvent("f")] public readonly partial record struct tool(int X);
            """));
        Assert.Empty(output.GetDiagnostics(TestContext.Current.CancellationToken).Where(static d => d.Id != "CS8981")); // names in lower case
        Assert.Equal(
            ["A.A+tOOL.g.cs", "A.TOOL.g.cs", "A.Tool-1.g.cs", "A.a+Tool-1.g.cs", "A.tool-2.g.cs", "A.tool_.g.cs"],
            driver.GetRunResult().Results.Single().GeneratedSources.Select(static source => source.HintName).Order(StringComparer.Ordinal));
    }

    /// <summary>A file per event, also where a nested type and a namespace look alike.</summary>
    [Fact]
    public void Generate_LookalikeNames_GiveTwoFiles()
    {
        (GeneratorDriver driver, Compilation output) = Compile.Generate(Compile.Source("""
            using FastEmit.Events;
            namespace A.B { [HookEvent("c")] public readonly partial record struct C(int X); }
            namespace A { public static partial class D { [HookEvent("e")] public readonly partial record struct C(int X); } }
            namespace A.D2 { [HookEvent("f")] public readonly partial record struct C(int X); }
            """));
        Assert.Empty(output.GetDiagnostics(TestContext.Current.CancellationToken));
        Assert.Equal(3, driver.GetRunResult().GeneratedTrees.Length);
    }

    /// <summary>Everything that is generated is C# 11; what is generated for a newer language is the same.</summary>
    [Theory]
    [InlineData(LanguageVersion.CSharp11)]
    [InlineData(LanguageVersion.CSharp12)]
    [InlineData(LanguageVersion.CSharp13)]
    [InlineData(LanguageVersion.Preview)]
    public void Generate_EverySupportedLanguageVersion_CompilesWithoutWarning(LanguageVersion version)
    {
        (_, Compilation output) = Compile.Generate(Compile.Source(Head + """
            public sealed record Tool(string Name, Dictionary<DayOfWeek, int?> Options);
            [HookEvent("e")]
            public readonly partial record struct E(string A, int[] B, Tool? C, [property: Redact] string D, [property: Attachment] byte[] F, JsonElement G);
            """, version));
        Assert.Empty(output.GetDiagnostics(TestContext.Current.CancellationToken).Select(static d => d.ToString()));
    }

    private const string Head = """
        using System; using System.Collections.Generic; using System.Collections.Immutable; using System.Net; using System.Numerics; using System.Text;
        using System.Text.Json; using System.Text.Json.Nodes; using System.Text.Json.Serialization; using FastEmit.Events;
        namespace Sample;

        """;

    private static async Task AssertMatchesAsync(string name, string source)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        CSharpCompilation compilation = Compile.Source(source);
        (GeneratorDriver driver, Compilation output) = Compile.Generate(compilation);
        Assert.Empty(output.GetDiagnostics(cancellationToken).Select(static d => d.ToString()));
        Assert.Empty((await Compile.AnalyzeAsync(source, cancellationToken)).Where(static d => d.Severity >= DiagnosticSeverity.Warning).Select(static d => d.ToString()));
        Assert.Empty(Strictly(output, compilation).GetDiagnostics(cancellationToken).Select(static d => d.ToString()));
        Snapshot.Match(
            string.Join('\n', driver.GetRunResult().Results.Single().GeneratedSources.Select(static file => $"// {file.HintName}\n{file.SourceText}")), name);
    }

    /// <summary>The same with warnings turned on in the generated files, where only those stay off that the user's own code causes.</summary>
    private static Compilation Strictly(Compilation output, CSharpCompilation written)
    {
        foreach (SyntaxTree tree in output.SyntaxTrees.Where(tree => !written.ContainsSyntaxTree(tree)).ToArray())
        {
            string strict = tree.ToString().Replace("#pragma warning disable\n", "#pragma warning disable CS0612, CS0618\n", StringComparison.Ordinal);
            Assert.NotEqual(strict, tree.ToString());
            output = output.ReplaceSyntaxTree(tree, tree.WithChangedText(Microsoft.CodeAnalysis.Text.SourceText.From(strict)));
        }

        return output;
    }
}
