using System.Collections.Immutable;
using FastEmit.Generators.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace FastEmit.Generators.Tests.CodeFixes;

public class CodeFixTests
{
    [Fact]
    public Task MakePartial_RecordStruct_AddsTheModifier() => AssertFixedAsync(
        new MakePartialFix(),
        "FE001",
        "[HookEvent(\"a\")]\npublic readonly record struct A(int X);",
        "[HookEvent(\"a\")]\npublic readonly partial record struct A(int X);");

    [Fact]
    public Task MakePartial_NestedWithoutModifiers_MakesTheTypesAroundPartialToo() => AssertFixedAsync(
        new MakePartialFix(),
        "FE001",
        "/// <summary>Outer.</summary>\nclass Outer\n{\n    // inner\n    [HookEvent(\"a\")]\n    record struct A(int X);\n}",
        "/// <summary>Outer.</summary>\npartial class Outer\n{\n    // inner\n    [HookEvent(\"a\")]\n    partial record struct A(int X);\n}");

    [Fact]
    public Task MakeRecordStruct_SealedRecord_BecomesReadonly() => AssertFixedAsync(
        new MakeRecordStructFix(),
        "FE012",
        "/// <summary>A.</summary>\n[HookEvent(\"a\")]\npublic sealed partial record A(int X, string Y);",
        "/// <summary>A.</summary>\n[HookEvent(\"a\")]\npublic readonly partial record struct A(int X, string Y);");

    [Fact]
    public Task MakeRecordStruct_WithASetter_StaysMutable() => AssertFixedAsync(
        new MakeRecordStructFix(),
        "FE012",
        "[HookEvent(\"a\")]\npublic partial record A\n{\n    public int X { get; set; }\n}",
        "[HookEvent(\"a\")]\npublic partial record struct A\n{\n    public int X { get; set; }\n}");

    [Fact]
    public Task RenameInJson_Parameter_GetsANumberedName() => AssertFixedAsync(
        new RenameInJsonFix(),
        "FE007",
        "[HookEvent(\"a\")]\npublic readonly partial record struct A(int ToolName, int Tool_name);",
        "[HookEvent(\"a\")]\npublic readonly partial record struct A(int ToolName, [property: System.Text.Json.Serialization.JsonPropertyName(\"tool_name_2\")] int Tool_name);");

    [Fact]
    public Task RenameInJson_ExistingAttribute_IsChanged() => AssertFixedAsync(
        new RenameInJsonFix(),
        "FE007",
        "[HookEvent(\"a\")]\npublic partial struct A\n{\n    public int Tool { get; set; }\n\n    [System.Text.Json.Serialization.JsonPropertyName(\"tool\")]\n    public int Other { get; set; }\n}",
        "[HookEvent(\"a\")]\npublic partial struct A\n{\n    public int Tool { get; set; }\n\n    [System.Text.Json.Serialization.JsonPropertyName(\"tool_2\")]\n    public int Other { get; set; }\n}");

    [Fact]
    public Task AddRedact_Parameter_GetsTheAttribute() => AssertFixedAsync(
        new AddRedactFix(),
        "FE022",
        "[HookEvent(\"a\")]\npublic readonly partial record struct A(int X, string Password);",
        "[HookEvent(\"a\")]\npublic readonly partial record struct A(int X, [property: Redact] string Password);");

    [Fact]
    public Task AddRedact_Property_GetsTheAttribute() => AssertFixedAsync(
        new AddRedactFix(),
        "FE022",
        "[HookEvent(\"a\")]\npublic partial struct A\n{\n    /// <summary>Secret.</summary>\n    public string ApiKey { get; set; }\n}",
        "[HookEvent(\"a\")]\npublic partial struct A\n{\n    /// <summary>Secret.</summary>\n    [Redact]\n    public string ApiKey { get; set; }\n}");

    private static async Task AssertFixedAsync(CodeFixProvider provider, string id, string before, string after)
    {
        const string Head = "using FastEmit.Events;\n\n";
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        ImmutableArray<Diagnostic> found = await Compile.AnalyzeAsync(Head + before, cancellationToken);
        Diagnostic diagnostic = Assert.Single(found, d => d.Id == id);
        Assert.Contains(id, provider.FixableDiagnosticIds);

        using var workspace = new AdhocWorkspace();
        Document document = workspace.AddProject("Sample", LanguageNames.CSharp)
            .WithMetadataReferences(Compile.References)
            .WithParseOptions(Compile.ParseOptions())
            .AddDocument("Sample.cs", SourceText.From(Head + before));
        SyntaxTree tree = (await document.GetSyntaxTreeAsync(cancellationToken))!;
        var actions = new List<CodeAction>();
        Diagnostic relocated = Diagnostic.Create(diagnostic.Descriptor, Location.Create(tree, diagnostic.Location.SourceSpan), diagnostic.Properties);
        await provider.RegisterCodeFixesAsync(new CodeFixContext(document, relocated, (action, _) => actions.Add(action), cancellationToken));
        CodeAction fix = Assert.Single(actions);
        ApplyChangesOperation change = Assert.Single((await fix.GetOperationsAsync(cancellationToken)).OfType<ApplyChangesOperation>());
        string actual = (await change.ChangedSolution.GetDocument(document.Id)!.GetTextAsync(cancellationToken)).ToString();
        Assert.Equal(Head + after, actual);

        ImmutableArray<Diagnostic> left = await Compile.AnalyzeAsync(actual, cancellationToken);
        Assert.DoesNotContain(left, d => d.Id == id);
    }
}
