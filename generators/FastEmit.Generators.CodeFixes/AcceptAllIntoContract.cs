using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace FastEmit.Generators.CodeFixes;

/// <summary>Accepts all changes of a document, project or solution at once. They go into one file, so that merging single fixes would lose some.</summary>
internal sealed class AcceptAllIntoContract : FixAllProvider
{
    public static AcceptAllIntoContract Instance { get; } = new();

    public override async Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
    {
        var found = new List<(ProjectId Project, ImmutableArray<Diagnostic> Diagnostics)>();
        IEnumerable<Project> projects = fixAllContext.Scope == FixAllScope.Solution ? fixAllContext.Solution.Projects : [fixAllContext.Project];
        foreach (Project project in projects)
        {
            ImmutableArray<Diagnostic> diagnostics = fixAllContext is { Scope: FixAllScope.Document, Document: { } document }
                ? await fixAllContext.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false)
                : await fixAllContext.GetAllDiagnosticsAsync(project).ConfigureAwait(false);
            if (!diagnostics.IsEmpty)
            {
                found.Add((project.Id, diagnostics));
            }
        }

        return found.Count == 0 ? null : CodeAction.Create(AcceptIntoContractFix.Title, ApplyAsync, nameof(AcceptIntoContractFix));

        async Task<Solution> ApplyAsync(CancellationToken cancellationToken)
        {
            Solution solution = fixAllContext.Solution;
            foreach ((ProjectId project, ImmutableArray<Diagnostic> diagnostics) in found)
            {
                solution = await AcceptIntoContractFix.AcceptAsync(solution.GetProject(project)!, diagnostics, cancellationToken).ConfigureAwait(false);
            }

            return solution;
        }
    }
}
