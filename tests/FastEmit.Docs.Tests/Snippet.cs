using System.Text.RegularExpressions;

namespace FastEmit.Docs.Tests;

/// <summary>A fenced block of a Markdown page.</summary>
/// <param name="Page">The page, relative to the repository.</param>
/// <param name="Line">The line of its fence.</param>
/// <param name="Language">The language behind the fence.</param>
/// <param name="Code">What is between the fences.</param>
internal sealed partial record Snippet(string Page, int Line, string Language, string Code)
{
    /// <summary>The pages for users: README, those of the packages, and everything in docs but the pages of single diagnostics, which show what does not compile.</summary>
    public static IEnumerable<string> Pages =>
        ((string[])[
            Path.Combine(RepositoryRoot.Path, "README.md"),
            .. Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "docs"), "*.md"),
            .. Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "docs", "decisions"), "*.md"),
            .. Directory.GetDirectories(Path.Combine(RepositoryRoot.Path, "src")).Select(static folder => Path.Combine(folder, "README.md")).Where(File.Exists),
        ])
            .Select(static path => Path.GetRelativePath(RepositoryRoot.Path, path));

    /// <summary>The blocks of a page, in order.</summary>
    public static IEnumerable<Snippet> Of(string page)
    {
        string text = File.ReadAllText(Path.Combine(RepositoryRoot.Path, page));
        foreach (Match match in Fence().Matches(text))
        {
            int line = text.AsSpan(0, match.Index).Count('\n') + 1;
            yield return new Snippet(page, line, match.Groups[1].Value, match.Groups[2].Value);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Page}:{Line}";

    [GeneratedRegex("^```([a-z]*)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
