using System.Text.RegularExpressions;

namespace FastEmit.Docs.Tests;

/// <summary>A reader of the site finds every page: docs/toc.yml lists all of them.</summary>
public sealed partial class TableOfContentsTests
{
    private static string Docs => Path.Combine(RepositoryRoot.Path, "docs");

    [Fact]
    public void Toc_EveryPage_IsListed()
    {
        string[] pages = [.. Directory.GetFiles(Docs, "*.md").Select(static path => Path.GetFileName(path))];
        string[] listed = [.. Link().Matches(File.ReadAllText(Path.Combine(Docs, "toc.yml"))).Select(static match => match.Groups[1].Value)];

        Assert.NotEmpty(pages);
        Assert.Empty(pages.Except(listed));
    }

    [Theory]
    [InlineData("decisions")]
    [InlineData("diagnostics")]
    public void Index_EveryPageOfTheFolder_IsListed(string folder)
    {
        string index = File.ReadAllText(Path.Combine(Docs, folder, "README.md"));

        Assert.All(
            Directory.GetFiles(Path.Combine(Docs, folder), "*.md").Select(static path => Path.GetFileName(path)).Where(static name => name != "README.md"),
            name => Assert.Contains($"]({name})", index, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"href: ([^#\s]+)")]
    private static partial Regex Link();
}
