using System.Collections.Immutable;
using FastEmit.Generators.Contracts;
using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Tests.Diagnostics;

/// <summary>What a change of an event does to those who rely on the committed contract, said where it is made.</summary>
public class ContractDiagnosticTests
{
    private const string Event = "[HookEvent(\"done\", Namespace = \"/hook\")] public readonly partial record struct Done";

    private const string Several = "[HookEvent(\"step\")] [JsonDerivedType(typeof(A), \"a\")] public partial interface IP; public ";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Id, the source of the contract, the source of now with the reported text between [| and |], a piece of the message.</summary>
    public static TheoryData<string, string, string, string> Changes => new()
    {
        { "FE031", Event + "(int X);", "[HookEvent(\"ended\", Namespace = \"/hook\")] public readonly partial record struct [|Done|](int X);", "'ended' was 'done'" },
        { "FE032", Event + "(int X);", "[HookEvent(\"done\", Namespace = \"/hooks\")] public readonly partial record struct [|Done|](int X);", "'/hook'" },
        { "FE032", Event + "(int X);", "[HookEvent(\"done\")] public readonly partial record struct [|Ended|](int X); [HookEvent(\"other\")] public readonly partial record struct Done(int X);", "" },
        { "FE033", Event + "(int X, string Name);", Event.Replace("Done", "[|Done|]", StringComparison.Ordinal) + "(int X);", "'name'" },
        { "FE034", Event + "(int X, string Name);", Event + "(int X, string [|Title|]);", "'title' of event 'done' was 'name'" },
        { "FE034", Event + "(int X);", Event + "([property: JsonPropertyName(\"why\")] int [|X|]);", "'why'" },
        { "FE035", Event + "(int X);", Event + "(string [|X|]);", "was integer in the contract and is string" },
        { "FE035", Event + "(string X);", Event + "(string? [|X|]);", "was string in the contract and is string or null" },
        { "FE035", Event + "(int X);", Event + "(long [|X|]);", "int64" },
        { "FE035", Event + "(int X);", Event + "(double [|X|]);", "number or null" },
        { "FE035", Event + "(List<int> X);", Event + "(List<int?> [|X|]);", "'x[]' of event 'done' was integer in the contract and is integer or null" },
        { "FE035", Event + "(List<int> X);", Event + "(int [|X|]);", "array of integer" },
        { "FE035", Event + "(Dictionary<string, int> X);", Event + "(Dictionary<string, string> [|X|]);", "'x.*' of event" },
        { "FE035", Event + "(Guid X);", Event + "(string [|X|]);", "string of uuid" },
        { "FE035", Event + "([property: FastEmit.Events.MaxLength(5)] string X);", Event + "([property: FastEmit.Events.MaxLength(6)] string [|X|]);", "at most 5" },
        { "FE035", Event + "(byte[] X);", Event + "([property: Attachment] byte[] [|X|]);", "binary attachment" },
        { "FE035", "[assembly: HookEventDefaults(EnumsByName = true)] public enum E { A, B } " + Event + "(E X);", "[assembly: HookEventDefaults(EnumsByName = true)] public enum E { A, B, C } " + Event + "(E [|X|]);", "" },
        { "FE035", "public record P(int Y); " + Event + "(P X);", "public record P(string [|Y|]); " + Event + "(P X);", "'x.y'" },
        { "FE035", "public record P(int Y); " + Event + "(List<P> X);", "public record P(bool [|Y|]); " + Event + "(List<P> X);", "'x[].y'" },
        { "FE033", "public record P(int Y, int Z); " + Event + "(P X);", "public record [|P|](int Y); " + Event + "(P X);", "'x.z'" },
        { "FE034", "public class P { public int Y { get; set; } } " + Event + "(P X);", "public class P { public int [|Z|] { get; set; } } " + Event + "(P X);", "'x.z'" },
        { "FE035", "[MaxDepth(3)] public class P { public int Y { get; set; } public P? Q { get; set; } } " + Event + "(P X);", "[MaxDepth(3)] public class P { public string [|Y|] { get; set; } = \"\"; public P? Q { get; set; } } " + Event + "(P X);", "'x.y'" },
        { "FE035", "[JsonDerivedType(typeof(A), \"a\")] public abstract record P; public record A(int Y) : P; " + Event + "(P X);", "[JsonDerivedType(typeof(A), \"a\")] [JsonDerivedType(typeof(B), \"b\")] public abstract record P; public record A(int Y) : P; public record B(int Y) : P; " + Event + "(P [|X|]);", "" },
        { "FE035", Several + "record A(int Y) : IP;", Several.Replace("IP;", "[|IP|];", StringComparison.Ordinal).Replace("[HookEvent", "[JsonDerivedType(typeof(B), \"b\")] [HookEvent", StringComparison.Ordinal) + "record A(int Y) : IP; public record B(int Y) : IP;", "was A in the contract and is B or A" },
        { "FE035", Several + "record A(int Y) : IP;", Several + "record A(string [|Y|]) : IP;", "'y' of event 'step'" },
        { "FE038", Several + "record A(int Y) : IP;", Several.Replace("\"step\"", "\"step\", Version = 2", StringComparison.Ordinal).Replace("IP;", "[|IP|];", StringComparison.Ordinal) + "record A(string Y) : IP;", "version 2" },
        { "FE033", Several + "record A(int Y, int Z) : IP;", Several + "record [|A|](int Y) : IP;", "'z' of event 'step'" },
        { "FE038", Several + "record A(int Y) : IP;", Several + "record A(int Y, int [|Z|]) : IP;", "'z' of event 'step' is new" },
        { "FE036", Event + "([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? X);", Event + "(string [|X|]);", "" },
        { "FE036", "[HookEvent(\"a\")] public partial record A(int X);", "[HookEvent(\"a\", Receive = true)] public partial record A(int X) { public required int [|Y|] { get; init; } }", "older senders" },
        { "FE037", Event + "(string? X);", Event + "([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? [|X|]);", "left out" },
        { "FE038", Event + "(int X);", Event + "(int X, int [|Y|]);", "'y' of event 'done' is new" },
        { "FE038", Event + "(int X);", Event + "(int X); [HookEvent(\"more\")] public readonly partial record struct [|More|](int X);", "event 'more' is new" },
        { "FE038", Event + "(string? X);", Event + "(string [|X|]);", "was string or null and is string" },
        { "FE038", Event + "(int X);", "[HookEvent(\"done\", Namespace = \"/hook\", Version = 2)] public readonly partial record struct [|Done|](string Y);", "version 2" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Analyze_ChangedSinceTheContract_IsReportedThere(string id, string before, string after, string message)
    {
        int start = after.IndexOf("[|", StringComparison.Ordinal);
        int end = after.IndexOf("|]", StringComparison.Ordinal) - "[|".Length;
        string source = after.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);

        ImmutableArray<Diagnostic> found = await LockedProject.AnalyzeAsync(LockedProject.FileOf(before), source, Cancel);

        Diagnostic diagnostic = Assert.Single(found, one => one.Id == id);
        Assert.Contains(message, diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal(source[start..end], diagnostic.Location.SourceTree!.ToString().Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
        Assert.Equal(start + LockedProject.Head.Length, diagnostic.Location.SourceSpan.Start);
        Assert.All(found, one => Assert.True(one.Id == id || one.Severity == DiagnosticSeverity.Info || one.Id == "FE035", one.ToString()));
    }

    [Fact]
    public async Task Analyze_EventOfSeveralTypesAsBefore_SaysNothing()
    {
        const string Source = Several + "record A(int Y, List<IP?> Inner) : IP;";
        string bounded = Source.Replace("[HookEvent", "[MaxDepth(3)] [HookEvent", StringComparison.Ordinal);
        Assert.Empty(await LockedProject.AnalyzeAsync(LockedProject.FileOf(bounded), bounded, Cancel));
    }

    [Theory]
    [InlineData("(int X, string? Name, List<int> Tags);", "(int X, string? Name, List<int> Tags);")]
    [InlineData("(int X, string Name);", "(string Name, int X);")] // the order of members is nobody's business
    [InlineData("(int X);", "([property: JsonPropertyName(\"x\")] int Other);")]
    [InlineData("(int X);", "(short X);")]
    [InlineData("(Dictionary<string, List<string?>> X);", "(IReadOnlyDictionary<string, string?[]> X);")]
    public async Task Analyze_SameOnTheWire_SaysNothing(string before, string after) =>
        Assert.Empty(await LockedProject.AnalyzeAsync(LockedProject.FileOf(Event + before), Event + after, Cancel));

    [Fact]
    public async Task Analyze_EventIsGone_IsReportedInTheFile()
    {
        string file = LockedProject.FileOf(Event + "(int X); [HookEvent(\"gone\")] public partial record struct Gone(int X);");
        Diagnostic diagnostic = Assert.Single(await LockedProject.AnalyzeAsync(file, Event + "(int X);", Cancel));

        Assert.Equal("FE030", diagnostic.Id);
        Assert.EndsWith(ContractFile.Name, diagnostic.Location.GetLineSpan().Path, StringComparison.Ordinal);
        string[] lines = file.Split('\n');
        int line = diagnostic.Location.GetLineSpan().StartLinePosition.Line;
        Assert.Contains("\"gone\"", lines[line + 1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("{\n<<<<<<< HEAD\n}", "line 2")]
    [InlineData("{\"fastemit\": 7, \"events\": []}", "1")]
    [InlineData("{\"fastemit\": 1}", "events")]
    [InlineData("{\"fastemit\": 1, \"events\": [{\"name\": \"a\", \"namespace\": \"/\", \"type\": \"A\"}]}", "schema")]
    [InlineData("{\"fastemit\": 1, \"events\": [{\"namespace\": \"/\"}]}", "name")]
    public async Task Analyze_FileThatIsNoContract_IsReportedOnce(string file, string message)
    {
        Diagnostic diagnostic = Assert.Single(await LockedProject.AnalyzeAsync(file, Event + "(int X);", Cancel));
        Assert.Equal("FE039", diagnostic.Id);
        Assert.Contains(message, diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    /// <summary>Whatever somebody wrote into the file, the compiler goes on.</summary>
    [Theory]
    [InlineData("{\"$ref\": \"#/$defs/A\"}")]
    [InlineData("{\"anyOf\": [{\"$ref\": \"#/$defs/A\"}, {\"$ref\": \"#/$defs/A\"}]}")]
    [InlineData("{\"type\": \"array\"}")]
    [InlineData("{\"type\": []}")]
    [InlineData("null")]
    [InlineData("7")]
    public async Task Analyze_SchemaByHand_EndsAndReportsTheMember(string schema)
    {
        string file = """{"fastemit": 1, "events": [{"name": "done", "namespace": "/hook", "type": "Done", "schema": {"properties": {"x": SCHEMA}, "$defs": {"A": {"anyOf": [{"$ref": "#/$defs/A"}]}}}}]}"""
            .Replace("SCHEMA", schema, StringComparison.Ordinal);
        ImmutableArray<Diagnostic> found = await LockedProject.AnalyzeAsync(file, Event + "(List<int> X);", Cancel);
        Assert.Contains(found, static one => one.Id is "FE035" or "FE036" or "FE038");
    }

    [Fact]
    public void Write_WhatWasRead_IsTheSameText()
    {
        string file = LockedProject.FileOf(Event + "(int X, Dictionary<string, List<string?>> Tags, [property: JsonPropertyName(\"ä\\\"\\n\")] string Y); [HookEvent(\"a\")] public partial record struct A(long Z);");
        Assert.Equal(file, ContractFile.Write(ContractFile.Read(file)));
        Assert.Equal(file, ContractFile.Write(ContractFile.Read(file.Replace("\n", "\r\n", StringComparison.Ordinal)).Reverse()));
        using var parsed = System.Text.Json.JsonDocument.Parse(file);
        Assert.Equal("/", parsed.RootElement.GetProperty("events")[0].GetProperty("namespace").GetString());
    }
}
