using System.Collections.Immutable;
using FastEmit.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FastEmit.Generators.Tests.Diagnostics;

/// <summary>Each diagnostic: a source that it is reported for, exactly there and exactly once, and one close to it that is fine.</summary>
public class DiagnosticTests
{
    private const string Head = """
        using System; using System.Collections.Generic; using System.Text.Json.Serialization; using System.Threading.Tasks; using FastEmit; using FastEmit.Events;

        """;

    /// <summary>Id, source with the reported text between [| and |], mended source.</summary>
    public static TheoryData<string, string, string> Cases => new()
    {
        { "FE001", "[HookEvent(\"a\")] public record struct [|A|](int X);", "[HookEvent(\"a\")] public partial record struct A(int X);" },
        { "FE001", "public class Outer { [HookEvent(\"a\")] public partial record struct [|A|](int X); }", "public partial class Outer { [HookEvent(\"a\")] public partial record struct A(int X); }" },
        { "FE002", "[HookEvent(\"a\"), JsonDerivedType(typeof(B), \"b\")] public abstract partial record [|A|]<T>(int X); public record B(int X) : A<int>(X);", "[HookEvent(\"a\"), JsonDerivedType(typeof(B), \"b\")] public abstract partial record A(int X); public record B(int X) : A(X);" },
        { "FE029", "[HookEvent(\"a\")] public readonly partial record struct [|A|]<T>(T X);", "[HookEvent(\"a\")] public readonly partial record struct A<T>(T X); public class U { public object M() => new A<int>(5); }" },
        { "FE005", "[HookEvent(\"a\")] public readonly partial record struct [|A|]<T>(T X); public class U { public A<int> X; public A<string> Y; }", "[HookEvent(\"a_{T}\")] public readonly partial record struct A<T>(T X); public class U { public A<int> X; public A<string> Y; }" },
        { "FE006", "[HookEvent(\"a_{T}\")] public readonly partial record struct A<T>(T [|X|]); public class U { public A<int> X; public A<Action> Y; }", "[HookEvent(\"a_{T}\")] public readonly partial record struct A<T>(T X); public class U { public A<int> X; public A<Guid> Y; }" },
        { "FE003", "public class Outer { private record P(int X); private A<P> y; } [HookEvent(\"a\")] public readonly partial record struct A<T>(T [|X|]);", "public class Outer { internal record P(int X); private A<P> y; } [HookEvent(\"a\")] public readonly partial record struct A<T>(T X);" },
        { "FE002", "[HookEvent(\"a\")] public ref partial struct [|A|] { public int X { get; set; } }", "[HookEvent(\"a\")] public partial struct A { public int X { get; set; } }" },
        { "FE002", "[HookEvent(\"a\")] public static partial class [|A|] { }", "[HookEvent(\"a\")] public partial struct A { public int X { get; set; } }" },
        { "FE002", "public partial class Outer<T> { [HookEvent(\"a\")] public partial record struct [|A|](int X); }", "public partial class Outer { [HookEvent(\"a\")] public partial record struct A(int X); }" },
        { "FE002", "[HookEvent(\"a\")] public partial interface [|A|] { int X { get; } } public record B(int X) : A;", "[HookEvent(\"a\"), JsonDerivedType(typeof(B), \"b\")] public partial interface A { int X { get; } } public record B(int X) : A;" },
        { "FE007", "[HookEvent(\"a\"), JsonDerivedType(typeof(B), \"b\"), JsonDerivedType(typeof(C), \"c\")] public partial interface [|A|]; public record B(DateTime Timestamp) : A; public record C(int X) : A;", "[HookEvent(\"a\"), JsonDerivedType(typeof(B), \"b\"), JsonDerivedType(typeof(C), \"c\")] public partial interface A; public record B(DateTime Timestamp) : A; public record C([property: Timestamp] DateTime X) : A;" },
        { "FE025", "[HookEvent(\"a\"), JsonDerivedType(typeof(B), \"b\")] public partial interface A; public record B([property: PartitionKey] string [|X|]) : A;", "[HookEvent(\"a\"), JsonDerivedType(typeof(B), \"b\")] public partial interface A { [PartitionKey] string X { get; } } public record B(string X) : A;" },
        { "FE003", "[HookEvent(\"a\")] file partial record struct [|A|](int X);", "[HookEvent(\"a\")] internal partial record struct A(int X);" },
        { "FE003", "public struct B { [JsonInclude] private int [|C|] { get; set; } } [HookEvent(\"a\")] public partial record struct A(B X);", "public struct B { [JsonInclude] internal int C { get; set; } } [HookEvent(\"a\")] public partial record struct A(B X);" },
        { "FE004", "[[|HookEvent(\"\")|]] public partial record struct A(int X);", "[HookEvent(\"a\")] public partial record struct A(int X);" },
        { "FE004", "[[|HookEvent(\"disconnect\")|]] public partial record struct A(int X);", "[HookEvent(\"disconnected\")] public partial record struct A(int X);" },
        { "FE005", "[HookEvent(\"a\")] public partial record struct A(int X); [HookEvent(\"a\")] public partial record struct [|B|](int X);", "[HookEvent(\"a\")] public partial record struct A(int X); [HookEvent(\"a\", Namespace = \"/b\")] public partial record struct B(int X);" },
        { "FE006", "[HookEvent(\"a\")] public partial record struct A(Action [|X|]);", "[HookEvent(\"a\")] public partial record struct A([property: JsonIgnore] Action X, int Y);" },
        { "FE006", "[HookEvent(\"a\")] public partial record struct A(object [|X|]);", "[HookEvent(\"a\")] public partial record struct A([property: Redact] object X);" },
        { "FE006", "[HookEvent(\"a\")] public partial record struct A(int[,] [|X|]);", "[HookEvent(\"a\")] public partial record struct A(Guid X);" },
        { "FE006", "[HookEvent(\"a\")] public partial record struct A(Tuple<int, int> [|X|]);", "[HookEvent(\"a\")] public partial record struct A((int, int) X);" },
        { "FE006", "[HookEvent(\"a\")] public partial record struct A(Dictionary<int[], int> [|X|]);", "[HookEvent(\"a\")] public partial record struct A(Dictionary<int, int[]> X);" },
        { "FE007", "[HookEvent(\"a\")] public partial record struct A(int ToolName, int [|Tool_name|]);", "[HookEvent(\"a\")] public partial record struct A(int ToolName, [property: JsonIgnore] int Tool_name);" },
        { "FE008", "[[|HookEvent(\"a\", Namespace = \"hook\")|]] public partial record struct A(int X);", "[HookEvent(\"a\", Namespace = \"/hook\")] public partial record struct A(int X);" },
        { "FE008", "[[|HookEvent(\"a\", Namespace = \"/a,b\")|]] public partial record struct A(int X);", "[HookEvent(\"a\", Namespace = \"/a/b-1\")] public partial record struct A(int X);" },
        { "FE009", "public record Node(string Name) { public Node? [|Next|] { get; init; } } [HookEvent(\"a\")] public partial record struct A(Node X);", "public record Node(string Name) { [JsonIgnore] public Node? Next { get; init; } } [HookEvent(\"a\")] public partial record struct A(Node X);" },
        { "FE009", "public record Node(string Name) { public List<Node>? [|Next|] { get; init; } } [HookEvent(\"a\")] public partial record struct A(Node X);", "[MaxDepth(8)] public record Node(string Name) { public List<Node>? Next { get; init; } } [HookEvent(\"a\")] public partial record struct A(Node X);" },
        { "FE010", "public class C { } [HookEvent(\"a\")] public partial record struct A([property: [|EventConverter(typeof(C))|]] int X);", "public class C : IEventConverter<int> { public static void Write(ref EventWriter writer, int value) => writer.WriteNumber(value); } [HookEvent(\"a\")] public partial record struct A([property: EventConverter(typeof(C))] int X);" },
        { "FE010", "public class C : IEventConverter<string> { public static void Write(ref EventWriter writer, string value) => writer.WriteString(value); } [HookEvent(\"a\")] public partial record struct A([property: [|EventConverter(typeof(C))|]] int X);", "public class C : IEventConverter<object?> { public static void Write(ref EventWriter writer, object? value) => writer.WriteNull(); } [HookEvent(\"a\")] public partial record struct A([property: EventConverter(typeof(C))] string X);" },
        { "FE010", "public class C : IEventConverter<long> { public static void Write(ref EventWriter writer, long value) => writer.WriteNumber(value); } [HookEvent(\"a\")] public partial record struct A([property: [|EventConverter(typeof(C))|]] int X);", "public class C : IEventConverter<decimal> { public static void Write(ref EventWriter writer, decimal value) => writer.WriteNull(); } [HookEvent(\"a\")] public partial record struct A([property: EventConverter(typeof(C))] decimal? X);" },
        { "FE011", "[HookEvent(\"a\")] public partial record struct A(IEnumerable<int> [|X|]);", "[HookEvent(\"a\")] public partial record struct A(int[] X);" },
        { "FE012", "[HookEvent(\"a\")] public partial record [|A|](int X);", "[HookEvent(\"a\")] public partial record struct A(int X);" },
        { "FE013", "[HookEvent(\"a\")] public partial record struct [|A|]([property: MaxLength(600_000)] string X, [property: MaxLength(600_000)] string Y);", "[HookEvent(\"a\")] public partial record struct A([property: MaxLength(600_000)] string X);" },
        { "FE014", "[HookEvent(\"a\")] public partial record struct A(int[] [|X|]);", "[HookEvent(\"a\")] public partial record struct A(int X);" },
        { "FE015", "[HookEvent(\"a\")] public partial record struct A(double [|X|]);", "[HookEvent(\"a\")] public partial record struct A([property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] double X);" },
        { "FE016", "public class C : JsonConverter<int> { public override int Read(ref System.Text.Json.Utf8JsonReader r, Type t, System.Text.Json.JsonSerializerOptions o) => 0; public override void Write(System.Text.Json.Utf8JsonWriter w, int v, System.Text.Json.JsonSerializerOptions o) { } } [HookEvent(\"a\")] public partial record struct A([property: JsonConverter(typeof(C))] long [|X|]);", "public class C : JsonConverter<int> { public override int Read(ref System.Text.Json.Utf8JsonReader r, Type t, System.Text.Json.JsonSerializerOptions o) => 0; public override void Write(System.Text.Json.Utf8JsonWriter w, int v, System.Text.Json.JsonSerializerOptions o) { } } [HookEvent(\"a\")] public partial record struct A([property: JsonConverter(typeof(C))] int X, [property: JsonConverter(typeof(C))] int? Y);" },
        { "FE016", "[HookEvent(\"a\")] public partial record struct A(int Y, [property: JsonExtensionData] Dictionary<string, int> [|X|]);", "[HookEvent(\"a\")] public partial record struct A(int Y, [property: JsonExtensionData] Dictionary<string, System.Text.Json.JsonElement> X);" },
        { "FE016", "[HookEvent(\"a\")] public partial record struct A([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int [|X|]);", "[HookEvent(\"a\")] public partial record struct A([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? X);" },
        { "FE016", "public class L : Attribute { } public class K : JsonConverterAttribute { public override JsonConverter CreateConverter(Type t) => null!; } [HookEvent(\"a\")] public partial record struct A([property: K] int [|X|]);", "public class L : Attribute { } [HookEvent(\"a\")] public partial record struct A([property: L] int X);" },
        { "FE017", "public class ValueObjectAttribute<T> : Attribute { } [ValueObject<Guid>] public partial struct OrderId; [HookEvent(\"a\")] public partial record struct A(OrderId [|X|]);", "public class ValueObjectAttribute<T> : Attribute { } [ValueObject<Guid>] public partial struct OrderId { public Guid Value { get; init; } } [HookEvent(\"a\")] public partial record struct A(OrderId X);" },
        { "FE017", "[HookEvent(\"a\")] public partial record struct [|A|];", "[HookEvent(\"a\")] public partial record struct A(int X);" },
        { "FE018", "[HookEvent(\"a\")] public partial record struct A(int Y) { [PartitionKey] private int [|X|] { get; init; } }", "[HookEvent(\"a\")] public partial record struct A(int Y) { [PartitionKey] public int X { get; init; } }" },
        { "FE018", "[HookEvent(\"a\")] public partial record struct A(int Y) { public int [|X|] { set { } } }", "[HookEvent(\"a\")] public partial record struct A(int Y) { public int X { get; set; } }" },
        { "FE018", "[HookEvent(\"a\")] public partial record struct A([property: PartitionKey] decimal [|X|]);", "[HookEvent(\"a\")] public partial record struct A([property: PartitionKey] long X);" },
        { "FE018", "[HookEvent(\"a\")] public partial record struct A([property: System.ComponentModel.DataAnnotations.MaxLength(5)] string [|X|]);", "[HookEvent(\"a\")] public partial record struct A([property: MaxLength(5)] string X);" },
        { "FE028", "[HookEvent(\"a\", Receive = true)] public partial record struct [|A|](Words X); public sealed class Words : System.Collections.Generic.List<string>;", "[HookEvent(\"a\", Receive = true)] public partial record struct A(System.Net.IPAddress X, System.Collections.Generic.Stack<string> Y, [property: Attachment] byte[] Z);" },
        { "FE028", "[assembly: HookEventDefaults(Receive = true)] [HookEvent(\"a\")] public partial record struct [|A|]([property: Redact] int X);", "[assembly: HookEventDefaults(Receive = true)] [HookEvent(\"a\", Receive = false)] public partial record struct A([property: Redact] int X);" },
        { "FE021", "public class U { public void M() { var [|e|] = HookEmitter.Create(\"http://x\"); _ = e.GetStats(); } }", "public class U { public async Task M() { await using var e = HookEmitter.Create(\"http://x\"); _ = e.GetStats(); } }" },
        { "FE021", "public class U { public void M() { HookEmitter [|e|] = HookEmitter.Create(new HookEmitterOptions()); } }", "public class U { public HookEmitter M() { var e = HookEmitter.Create(\"http://x\"); return e; } }" },
        { "FE022", "[HookEvent(\"a\")] public partial record struct A(string [|AccessToken|]);", "[HookEvent(\"a\")] public partial record struct A([property: Redact] string AccessToken, int TokenCount, string TokenName);" },
        { "FE023", "[HookEvent(\"a\")] public partial record struct [|A|]([property: Attachment] byte[] B, [property: Attachment] byte[] C, [property: Attachment] byte[] D, [property: Attachment] byte[] E, [property: Attachment] byte[] F, [property: Attachment] byte[] G, [property: Attachment] byte[] H, [property: Attachment] byte[] I, [property: Attachment] byte[] J, [property: Attachment] byte[] K, [property: Attachment] byte[] L);", "[HookEvent(\"a\")] public partial record struct A([property: Attachment] byte[] B, [property: Attachment] byte[] C, [property: Attachment] byte[] D, [property: Attachment] byte[] E, [property: Attachment] byte[] F, [property: Attachment] byte[] G, [property: Attachment] byte[] H, [property: Attachment] byte[] I, [property: Attachment] byte[] J, [property: Attachment] byte[] K);" },
        { "FE023", "public record struct P([property: Attachment] byte[] X, [property: Attachment] ReadOnlyMemory<byte>? Y); [HookEvent(\"a\")] public partial record struct [|A|](P B, P? C, P D, P E, P F, P G);", "public record struct P([property: Attachment] byte[] X, [property: Attachment] ReadOnlyMemory<byte>? Y); [HookEvent(\"a\")] public partial record struct A(P B, P? C, P D, P E, P F);" },
        { "FE025", "[HookEvent(\"a\")] public partial record struct A([property: Attachment] string [|X|]);", "[HookEvent(\"a\")] public partial record struct A([property: Attachment] byte[] X, [property: Attachment] List<byte[]> Y, [property: Attachment] ReadOnlyMemory<byte>? Z);" },
        { "FE025", "public class C : IEventConverter<int> { public static void Write(ref EventWriter writer, int value) => writer.WriteNumber(value); } [HookEvent(\"a\")] public partial record struct A([property: EventConverter(typeof(C)), EventConverter(typeof(C))] int [|X|]);", "public class C : IEventConverter<int> { public static void Write(ref EventWriter writer, int value) => writer.WriteNumber(value); } [HookEvent(\"a\")] public partial record struct A([property: EventConverter(typeof(C))] int X);" },
        { "FE025", "[HookEvent(\"a\")] public partial record struct A([property: RawJson] int [|X|]);", "[HookEvent(\"a\")] public partial record struct A([property: RawJson] string X, [property: RawJson] List<byte[]> Y);" },
        { "FE025", "[HookEvent(\"a\")] public partial record struct A([property: Utf8Text] string [|X|]);", "[HookEvent(\"a\")] public partial record struct A([property: Utf8Text] byte[] X);" },
        { "FE025", "[HookEvent(\"a\")] public partial record struct A([property: MaxLength(5)] byte[] [|X|]);", "[HookEvent(\"a\")] public partial record struct A([property: MaxLength(5)] List<string> X);" },
        { "FE025", "[HookEvent(\"a\")] public partial record struct A([property: PartitionKey] string X, [property: PartitionKey] string [|Y|]);", "[HookEvent(\"a\")] public partial record struct A([property: PartitionKey] string X, string Y);" },
        { "FE027", "public record struct Meters(double Value) : IUtf8SpanFormattable { public bool TryFormat(Span<byte> d, out int n, ReadOnlySpan<char> f, IFormatProvider? p) { n = 0; return true; } } [HookEvent(\"a\")] public partial record struct A(Meters [|X|]);", "public record struct Meters(double Value); [HookEvent(\"a\")] public partial record struct A(Meters X, System.Net.IPAddress Y);" },
        { "FE025", "[[|HookEvent(\"a\", Version = -1)|]] public partial record struct A(int X);", "[HookEvent(\"a\", Version = 1)] public partial record struct A(int X);" },
        { "FE007", "[[|HookEvent(\"a\", Version = 1)|]] public partial record struct A(int V);", "[HookEvent(\"a\")] public partial record struct A(int V);" },
        { "FE026", "[HookEvent(\"a\")] public partial record struct A(long [|X|]);", "[HookEvent(\"a\")] public partial record struct A([property: JsonNumberHandling(JsonNumberHandling.WriteAsString)] long X, Dictionary<long, int> Y);" },
        { "FE026", "public record struct P(int Y) { public List<ulong?> [|X|] => []; } [HookEvent(\"a\")] public partial record struct A(P X);", "[JsonNumberHandling(JsonNumberHandling.WriteAsString)] public record struct P(int Y) { public List<ulong?> X => []; } [HookEvent(\"a\")] public partial record struct A(P X);" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Analyze_Fault_IsReportedOnceAndThere(string id, string failing, string mended)
    {
        Assert.NotEqual(failing, mended);
        int start = failing.IndexOf("[|", StringComparison.Ordinal);
        int end = failing.IndexOf("|]", StringComparison.Ordinal) - "[|".Length;
        string source = failing.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);
        ImmutableArray<Diagnostic> diagnostics = await Compile.AnalyzeAsync(Head + source, TestContext.Current.CancellationToken);
        Diagnostic diagnostic = Assert.Single(diagnostics, d => d.Id == id);
        Assert.Equal(source[start..end], diagnostic.Location.SourceTree!.ToString().Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
        Assert.EndsWith($"docs/diagnostics/{id}.md", diagnostic.Descriptor.HelpLinkUri, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Analyze_Mended_IsFine(string id, string failing, string mended)
    {
        Assert.Contains("[|", failing, StringComparison.Ordinal);
        ImmutableArray<Diagnostic> diagnostics = await Compile.AnalyzeAsync(Head + mended, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(diagnostics, d => d.Id == id);
    }

    [Fact]
    public async Task LanguageVersion_TooLow_IsReported()
    {
        const string Source = "using FastEmit.Events;\n[HookEvent(\"a\")] public partial record struct A(int X);";
        ImmutableArray<Diagnostic> low = await Compile.AnalyzeAsync(Source, TestContext.Current.CancellationToken, LanguageVersion.CSharp10);
        Assert.Equal("FE019", Assert.Single(low).Id);
        Assert.Empty(await Compile.AnalyzeAsync(Source, TestContext.Current.CancellationToken, LanguageVersion.CSharp11));
    }

    [Fact]
    public async Task ResultIgnored_IsReportedOnlyWhenEnabled()
    {
        const string Ignoring = Head + "public class U { public void M(HookEmitter e, HookEventDescriptor d) { e.EmitJson(d, default); } }";
        const string Reading = Head + "public class U { public EmitResult M(HookEmitter e, HookEventDescriptor d) { _ = e.EmitJson(d, default); return e.EmitJson(d, default); } }";
        Assert.Empty(await Compile.AnalyzeAsync(Ignoring, TestContext.Current.CancellationToken));
        Assert.Equal("FE020", Assert.Single(await Compile.AnalyzeAsync(Ignoring, TestContext.Current.CancellationToken, enable: "FE020")).Id);
        Assert.Empty(await Compile.AnalyzeAsync(Reading, TestContext.Current.CancellationToken, enable: "FE020"));
    }

    [Fact]
    public async Task Cyclic_NestedTooDeep_IsReported()
    {
        string chain = string.Concat(Enumerable.Range(0, 40).Select(static i => $"public record struct N{i}(N{i + 1} Next); ")) + "public record struct N40(int Y); ";
        ImmutableArray<Diagnostic> deep = await Compile.AnalyzeAsync(Head + chain + "[HookEvent(\"a\")] public partial record struct A(N0 X);", TestContext.Current.CancellationToken);
        Assert.Equal("FE009", Assert.Single(deep).Id);
        Assert.Empty(await Compile.AnalyzeAsync(Head + chain + "[HookEvent(\"a\")] public partial record struct A(N20 X);", TestContext.Current.CancellationToken));
    }

    /// <summary>The generator does not see what the analyzer does.</summary>
    [Theory]
    [InlineData("public readonly partial struct OrderId { public System.Guid Value { get; init; } }")]
    [InlineData("[System.Text.Json.Serialization.JsonConverter(typeof(C))] partial struct OrderId;")]
    [InlineData("public partial struct OrderId : System.IFormattable { public string ToString(string? format, System.IFormatProvider? provider) => \"\"; }")]
    public async Task CompletedElsewhere_PartThatMatters_IsReportedWhereItIsUsed(string part)
    {
        const string Source = Head + "public readonly partial struct OrderId { public int Own => 1; } public class C : JsonConverter<OrderId> { public override OrderId Read(ref System.Text.Json.Utf8JsonReader r, Type t, System.Text.Json.JsonSerializerOptions o) => default; public override void Write(System.Text.Json.Utf8JsonWriter w, OrderId v, System.Text.Json.JsonSerializerOptions o) { } } [HookEvent(\"a\")] public partial record struct A(OrderId Id);";
        Assert.Equal("FE024", Assert.Single(await With("ValueObjects.Generator/ValueObjects.Generator.ValueObjectGenerator/OrderId.g.cs")).Id);
        Assert.Empty(await With("Model/OrderId.cs"));

        async Task<ImmutableArray<Diagnostic>> With(string path)
        {
            CSharpCompilation compilation = Compile.Source(Source).AddSyntaxTrees(CSharpSyntaxTree.ParseText(part, Compile.ParseOptions(), path));
            ImmutableArray<Diagnostic> found = await compilation.WithAnalyzers([new HookEventAnalyzer()]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
            return [.. found.Where(static d => d.Severity >= DiagnosticSeverity.Warning)];
        }
    }

    /// <summary>Generated code has no extern alias, so that the type has no name there.</summary>
    [Theory]
    [InlineData("L::Lib X")]
    [InlineData("System.Collections.Generic.List<L::Lib[]> X")]
    public async Task Inaccessible_TypeBehindAnExternAlias_IsReported(string member)
    {
        CSharpCompilation library = Compile.Source("public class Lib { public int X { get; set; } }").WithAssemblyName("Library");
        string source = $"extern alias L;\n{Head}[HookEvent(\"a\")] public partial record struct A({member});";
        CSharpCompilation compilation = Compile.Source(source).AddReferences(library.ToMetadataReference(aliases: ["L"]));
        ImmutableArray<Diagnostic> found = await compilation.WithAnalyzers([new HookEventAnalyzer()]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        Assert.Equal("FE003", Assert.Single(found, static d => d.Severity == DiagnosticSeverity.Error).Id);
        (_, Compilation output) = Compile.Generate(compilation);
        Assert.Empty(output.GetDiagnostics(TestContext.Current.CancellationToken));

        CSharpCompilation both = Compile.Source(source).AddReferences(library.ToMetadataReference(aliases: ["L", "global"]));
        (_, output) = Compile.Generate(both);
        Assert.Empty(output.GetDiagnostics(TestContext.Current.CancellationToken));
    }

    /// <summary>An IDE gives the analyzer a referenced project's symbols with their source, which is not in this compilation.</summary>
    [Fact]
    public async Task Analyze_FaultInAReferencedProject_IsReportedHere()
    {
        CSharpCompilation library = Compile.Source("using FastEmit.Events; public class Bad { public System.Action? F { get; set; } public double D { get; set; } [EventConverter(typeof(Bad))] public int X { get; set; } } [EventConverter(typeof(Bad))] public struct Worse { }")
            .WithAssemblyName("Library");
        CSharpCompilation compilation = Compile.Source(Head + "[HookEvent(\"a\")] public partial record struct A(Bad X, Worse Y);").AddReferences(library.ToMetadataReference());
        ImmutableArray<Diagnostic> found = await compilation.WithAnalyzers([new HookEventAnalyzer()]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        Assert.All(found, found => Assert.Equal("Sample.cs", found.Location.SourceTree?.FilePath));
        Assert.Equal(["FE006", "FE010", "FE010", "FE015"], found.Select(static d => d.Id).Order());
    }

    /// <summary>A diagnostic without a page, a test or a release note is not finished.</summary>
    [Fact]
    public void Catalogue_EveryDiagnostic_HasAPageATestAndAReleaseNote()
    {
        string root = RepositoryRoot();
        string notes = File.ReadAllText(Path.Combine(root, "generators/FastEmit.Generators/AnalyzerReleases.Unshipped.md"))
            + File.ReadAllText(Path.Combine(root, "generators/FastEmit.Generators/AnalyzerReleases.Shipped.md"));
        string tests = string.Concat(Directory.GetFiles(Path.Combine(root, "tests/FastEmit.Generators.Tests/Diagnostics")).Select(File.ReadAllText));
        DiagnosticDescriptor[] all = [.. typeof(DiagnosticCatalogue).GetFields().Select(static field => field.GetValue(null)).OfType<DiagnosticDescriptor>()];
        Assert.Equal(Enumerable.Range(1, 39).Select(static n => $"FE{n:000}"), all.Select(static d => d.Id).Order());
        foreach (DiagnosticDescriptor descriptor in all)
        {
            Assert.Contains($"\"{descriptor.Id}\"", tests, StringComparison.Ordinal);
            Assert.Contains(descriptor.Id, notes, StringComparison.Ordinal);
            string page = File.ReadAllText(Path.Combine(root, "docs/diagnostics", descriptor.Id + ".md"));
            Assert.StartsWith($"# {descriptor.Id}: {descriptor.Title}\n", page, StringComparison.Ordinal);
            string text = descriptor.Description.ToString(System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(text.Length > 50 && page.Contains(text, StringComparison.Ordinal), $"{descriptor.Id} has no text of its page.");
            var link = new Uri(descriptor.HelpLinkUri, UriKind.Absolute);
            Assert.True(link.IsFile && File.Exists(link.LocalPath), $"{descriptor.HelpLinkUri} leads nowhere.");
            Assert.True(page.Split("```csharp").Length >= 3, $"{descriptor.Id} lacks a failing or a mended example.");
        }
    }

    private static string RepositoryRoot([System.Runtime.CompilerServices.CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../.."));
}
