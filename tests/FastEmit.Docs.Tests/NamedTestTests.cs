using System.Text.RegularExpressions;

namespace FastEmit.Docs.Tests;

/// <summary>Pages that name the test behind each promise name tests that there are.</summary>
public sealed partial class NamedTestTests
{
    private static readonly Lazy<TestIndex> Tests = new(static () =>
    {
        TestIndex tests = new();
        foreach (string path in Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "tests"), "*.cs", SearchOption.AllDirectories))
        {
            tests.Add(File.ReadAllText(path));
        }

        return tests;
    });

    [Theory]
    [InlineData("docs/engine.md")]
    [InlineData("docs/bug-reports.md")]
    public void Table_LastColumn_NamesTestsThatThereAre(string page)
    {
        string[][] rows = [.. Rows(page)];
        Assert.NotEmpty(rows);
        Assert.Empty(rows.SelectMany(static row => Tests.Value.Unknown(row[^1])));
    }

    [Fact]
    public void Options_EachOfThem_HasARow() => Assert.Equal(
        OptionNames.OfTheEmitter.Order(),
        Rows("docs/engine.md").Select(static row => row[0]).Where(static cell => cell is ['`', .., '`']).Select(static cell => cell.Trim('`')).Order());

    [Theory]
    [InlineData("NamedTestTests")]
    [InlineData("Docs.NamedTestTests.Options_EachOfThem_HasARow")]
    [InlineData("NamedTestTests.Options_…")]
    [InlineData("NamedTestTests, …_HasARow")]
    public void Unknown_NameOfATest_IsNotListed(string cell) => Assert.Empty(Tests.Value.Unknown(cell));

    [Theory]
    [InlineData("MissingTests", "MissingTests")]
    [InlineData("NamedTestTests.Missing_At_All", "NamedTestTests.Missing_At_All")]
    [InlineData("NamedTestTests, …_Missing", "…_Missing")]
    [InlineData("a sentence", "a sentence")]
    public void Unknown_NameOfNoTest_IsListed(string cell, string unknown) => Assert.Equal([unknown], Tests.Value.Unknown(cell));

    /// <summary>The rows of a page's tables, without heads, rules and headings within.</summary>
    private static IEnumerable<string[]> Rows(string page) =>
        Row().Matches(File.ReadAllText(Path.Combine(RepositoryRoot.Path, page)))
            .Select(static match => match.Value.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .Where(static cells => cells[^1].Length != 0 && cells[^1] != "test" && !cells[^1].StartsWith("---", StringComparison.Ordinal));

    [GeneratedRegex(@"^\|.*\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
