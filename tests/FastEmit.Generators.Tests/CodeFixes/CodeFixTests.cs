using System.Collections.Immutable;
using FastEmit.Generators.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace FastEmit.Generators.Tests.CodeFixes;

public class CodeFixTests
{
    private const string Head = "using FastEmit.Events;\n\n";

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

    /// <summary>Each of these would not compile any more, or not mean the same.</summary>
    [Theory]
    [InlineData("public partial record A(int X); public sealed record B(int X) : A(X);")] // derived from
    [InlineData("public abstract partial record A(int X);")]
    [InlineData("public sealed partial record A(int X) : Base(X); public record Base(int X);")]
    [InlineData("public sealed partial record A(int X); public static class U { public static int M(A? a) => a == null ? 0 : a.X; }")] // null
    [InlineData("public sealed partial record A(int X); public static class U { public static A M() => null!; }")]
    [InlineData("public sealed partial record A(int X); public static class U { public static T? M<T>() where T : class => null; public static A? N() => M<A>(); }")]
    [InlineData("public sealed partial record A(int X, A? Next);")] // a struct cannot be in itself
    [InlineData("public partial record A { public int X { get; init; } = 5; }")] // initializers need a constructor
    [InlineData("public partial record A(int X) { protected virtual int Y => X; }")]
    [InlineData("public partial record A(int X); public partial record A { public int Y => X; }")] // a part that stays a class
    [InlineData("public partial record A(int X) { public sealed override string ToString() => \"\"; }")]
    [InlineData("public partial record A(int X) { ~A() { } }")]
    [InlineData("public sealed partial record A(int X); public static class U { public static object M(A a, A b) { a = System.Threading.Volatile.Read(ref a); return a; } }")]
    public async Task MakeRecordStruct_WhereItWouldBreak_IsNotOffered(string declaration) =>
        Assert.Empty((await ActionsAsync(new MakeRecordStructFix(), "FE012", "[HookEvent(\"a\")]\n" + declaration)).Actions);

    [Fact]
    public Task MakeRecordStruct_RecordClassWithAnInterface_KeepsIt() => AssertFixedAsync(
        new MakeRecordStructFix(),
        "FE012",
        "[HookEvent(\"a\")]\npublic sealed partial record class A(int X) : IHasX;\n\npublic interface IHasX\n{\n    int X { get; }\n}",
        "[HookEvent(\"a\")]\npublic readonly partial record struct A(int X) : IHasX;\n\npublic interface IHasX\n{\n    int X { get; }\n}");

    [Fact]
    public Task RenameInJson_NumberedNameOfAMember_IsNotTaken() => AssertFixedAsync(
        new RenameInJsonFix(),
        "FE007",
        "[HookEvent(\"a\")]\npublic readonly partial record struct A(int ToolName, int Tool_name, int ToolName_2, [property: System.Text.Json.Serialization.JsonPropertyName(\"tool_name_3\")] int Third) : IB;\npublic interface IB;",
        "[HookEvent(\"a\")]\npublic readonly partial record struct A(int ToolName, [property: System.Text.Json.Serialization.JsonPropertyName(\"tool_name_4\")] int Tool_name, int ToolName_2, [property: System.Text.Json.Serialization.JsonPropertyName(\"tool_name_3\")] int Third) : IB;\npublic interface IB;");

    [Fact]
    public Task RenameInJson_NameOfABase_IsNotTaken() => AssertFixedAsync(
        new RenameInJsonFix(),
        "FE007",
        "public record B\n{\n    public int Tool_2 { get; init; }\n}\n\n[HookEvent(\"a\")]\npublic partial record A(int Tool, int tool) : B;",
        "public record B\n{\n    public int Tool_2 { get; init; }\n}\n\n[HookEvent(\"a\")]\npublic partial record A(int Tool, [property: System.Text.Json.Serialization.JsonPropertyName(\"tool_3\")] int tool) : B;");

    /// <summary>All at once, each gets its own.</summary>
    [Fact]
    public async Task RenameInJson_ThreeOfOneName_GiveTwoNumbers()
    {
        (IReadOnlyList<CodeAction> actions, _, _) = await ActionsAsync(
            new RenameInJsonFix(), "FE007", "[HookEvent(\"a\")]\npublic readonly partial record struct A(int ToolName, int Tool_name, int toolName);");
        Assert.Equal(["Write it as \"tool_name_2\"", "Write it as \"tool_name_3\""], actions.Select(static action => action.Title));
    }

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
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        (IReadOnlyList<CodeAction> actions, DocumentId document, AdhocWorkspace workspace) = await ActionsAsync(provider, id, before);
        CodeAction fix = Assert.Single(actions);
        ApplyChangesOperation change = Assert.Single((await fix.GetOperationsAsync(cancellationToken)).OfType<ApplyChangesOperation>());
        string actual = (await change.ChangedSolution.GetDocument(document)!.GetTextAsync(cancellationToken)).ToString();
        Assert.Equal(Head + after, actual);
        ImmutableArray<Diagnostic> left = await Compile.AnalyzeAsync(actual, cancellationToken);
        Assert.DoesNotContain(left, d => d.Id == id);
        workspace.Dispose();
    }

    /// <summary>What is offered for every diagnostic of that id.</summary>
    private static async Task<(IReadOnlyList<CodeAction> Actions, DocumentId Document, AdhocWorkspace Workspace)> ActionsAsync(CodeFixProvider provider, string id, string source)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        Diagnostic[] found = [.. (await Compile.AnalyzeAsync(Head + source, cancellationToken)).Where(d => d.Id == id)];
        Assert.NotEmpty(found);
        Assert.Contains(id, provider.FixableDiagnosticIds);

        var workspace = new AdhocWorkspace();
        Document document = workspace.AddProject("Sample", LanguageNames.CSharp)
            .WithMetadataReferences(Compile.References)
            .WithParseOptions(Compile.ParseOptions())
            .WithCompilationOptions(Compile.Source("").Options)
            .AddDocument("Sample.cs", SourceText.From(Head + source));
        SyntaxTree tree = (await document.GetSyntaxTreeAsync(cancellationToken))!;
        var actions = new List<CodeAction>();
        foreach (Diagnostic diagnostic in found)
        {
            Diagnostic relocated = Diagnostic.Create(diagnostic.Descriptor, Location.Create(tree, diagnostic.Location.SourceSpan), diagnostic.Properties);
            await provider.RegisterCodeFixesAsync(new CodeFixContext(document, relocated, (action, _) => actions.Add(action), cancellationToken));
        }

        return (actions, document.Id, workspace);
    }
}
