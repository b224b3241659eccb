using System.Collections.Immutable;
using System.Composition;
using FastEmit.Generators.Contracts;
using FastEmit.Generators.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace FastEmit.Generators.CodeFixes;

/// <summary>FE030 to FE038: writes the event's current form to the project's contract file.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AcceptIntoContractFix), DocumentKinds = ["Document", "AdditionalDocument"])]
[Shared]
public sealed class AcceptIntoContractFix : CodeFixProvider
{
    internal const string Title = $"Accept into {ContractFile.Name}";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        ["FE030", "FE031", "FE032", "FE033", "FE034", "FE035", "FE036", "FE037", "FE038"];

    public override FixAllProvider GetFixAllProvider() => AcceptAllIntoContract.Instance;

    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        Project project = context.TextDocument.Project;
        if (FileOf(project) is not null)
        {
            context.RegisterCodeFix(
                CodeAction.Create(Title, cancellationToken => AcceptAsync(project, context.Diagnostics, cancellationToken), nameof(AcceptIntoContractFix)),
                context.Diagnostics);
        }

        return Task.CompletedTask;
    }

    /// <summary>The solution with the events of these diagnostics in the project's file; unchanged if the file cannot be read.</summary>
    internal static async Task<Solution> AcceptAsync(Project project, IEnumerable<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        if (FileOf(project) is not { } file)
        {
            return project.Solution;
        }

        SourceText text = await file.GetTextAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            string accepted = Accept(text.ToString(), diagnostics);
            return project.Solution.WithAdditionalDocumentText(file.Id, SourceText.From(accepted, text.Encoding));
        }
        catch (FormatException)
        {
            return project.Solution; // FE039 reports it
        }
    }

    private static string Accept(string file, IEnumerable<Diagnostic> diagnostics)
    {
        List<LockedEvent> events = [.. ContractFile.Read(file)];
        foreach (ImmutableDictionary<string, string?> change in diagnostics.Select(static one => one.Properties))
        {
            Remove(ContractReport.FormerName, ContractReport.FormerNamespace);
            if (Value(ContractReport.Schema) is { } schema)
            {
                Remove(ContractReport.Name, ContractReport.Namespace);
                events.Add(new(Value(ContractReport.Name)!, Value(ContractReport.Namespace)!, Value(ContractReport.Type)!, JsonTree.Parse(schema)));
            }

            string? Value(string property) => change.TryGetValue(property, out string? value) ? value : null;

            void Remove(string name, string @namespace) =>
                events.RemoveAll(one => one.Name == Value(name) && one.Namespace == Value(@namespace));
        }

        return ContractFile.Write(events);
    }

    private static TextDocument? FileOf(Project project) =>
        project.AdditionalDocuments.FirstOrDefault(static document => Path.GetFileName(document.FilePath ?? document.Name) == ContractFile.Name);
}
