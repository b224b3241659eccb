using FastEmit.Generators.CodeFixes;
using FastEmit.Generators.Contracts;
using FastEmit.Generators.Tests.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace FastEmit.Generators.Tests.CodeFixes;

/// <summary>After the fix the file is what the contract of the changed source would be.</summary>
public class AcceptIntoContractTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("[HookEvent(\"a\")] public partial record struct A(int X);", "[HookEvent(\"a\")] public partial record struct A(string X);")]
    [InlineData("[HookEvent(\"a\")] public partial record struct A(int X);", "[HookEvent(\"b\")] public partial record struct A(int X);")]
    [InlineData("[HookEvent(\"a\")] public partial record struct A(int X);", "[HookEvent(\"a\", Namespace = \"/n\")] public partial record struct A(int X);")]
    [InlineData("[HookEvent(\"a\")] public partial record struct A(int X);", "[HookEvent(\"a\")] public partial record struct A(int X, int Y);")]
    [InlineData("[HookEvent(\"a\")] public partial record struct A(int X);", "[HookEvent(\"a\")] public partial record struct A(int X); [HookEvent(\"b\")] public partial record struct B(int X);")]
    [InlineData("[HookEvent(\"a\")] public partial record struct A(int X); [HookEvent(\"b\")] public partial record struct B(int X);", "[HookEvent(\"a\")] public partial record struct A(int X);")]
    [InlineData("[HookEvent(\"a\")] public partial record struct A(int X);", "[HookEvent(\"a\", Version = 2)] public partial record struct A(string Y);")]
    public async Task Accept_OneChange_FileIsThatOfTheNewSource(string before, string after)
    {
        (Document document, DocumentId file, Diagnostic[] found) = await OpenAsync(before, after);
        var actions = new List<CodeAction>();
        await new AcceptIntoContractFix().RegisterCodeFixesAsync(new CodeFixContext(document, Assert.Single(found), (action, _) => actions.Add(action), Cancel));

        Assert.Equal(LockedProject.FileOf(after), await ApplyAsync(Assert.Single(actions), file));
    }

    [Fact]
    public async Task AcceptAll_ManyChanges_FileIsThatOfTheNewSource()
    {
        const string Before = "[HookEvent(\"a\")] public partial record struct A(int X, int Y); [HookEvent(\"b\")] public partial record struct B(int X); [HookEvent(\"c\")] public partial record struct C(int X);";
        const string After = "[HookEvent(\"a\")] public partial record struct A(string X, bool Z); [HookEvent(\"d\")] public partial record struct B(int X); [HookEvent(\"e\")] public partial record struct E(int X);";
        (Document document, DocumentId file, Diagnostic[] found) = await OpenAsync(Before, After);
        var fix = new AcceptIntoContractFix();
        var context = new FixAllContext(document.Project, fix, FixAllScope.Project, nameof(AcceptIntoContractFix), fix.FixableDiagnosticIds, new Found(found), Cancel);

        Assert.True(found.Length >= 4);
        CodeAction? action = await fix.GetFixAllProvider().GetFixAsync(context);
        Assert.Equal(LockedProject.FileOf(After), await ApplyAsync(action!, file));
    }

    private static async Task<(Document Document, DocumentId File, Diagnostic[] Found)> OpenAsync(string before, string after)
    {
        string locked = LockedProject.FileOf(before);
        Diagnostic[] found = [.. await LockedProject.AnalyzeAsync(locked, after, Cancel)];
#pragma warning disable CA2000 // the solution of the caller belongs to it
        Project project = new AdhocWorkspace().AddProject("Sample", LanguageNames.CSharp);
#pragma warning restore CA2000
        TextDocument file = project.AddAdditionalDocument(ContractFile.Name, SourceText.From(locked));
        return (file.Project.AddDocument("Sample.cs", SourceText.From(LockedProject.Head + after)), file.Id, found);
    }

    private static async Task<string> ApplyAsync(CodeAction action, DocumentId file)
    {
        ApplyChangesOperation change = Assert.Single((await action.GetOperationsAsync(Cancel)).OfType<ApplyChangesOperation>());
        return (await change.ChangedSolution.GetAdditionalDocument(file)!.GetTextAsync(Cancel)).ToString();
    }

    private sealed class Found(Diagnostic[] diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);
    }
}
