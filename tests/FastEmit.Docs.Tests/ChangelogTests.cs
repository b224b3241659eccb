namespace FastEmit.Docs.Tests;

/// <summary>CHANGELOG.md has the form of Keep a Changelog.</summary>
public sealed class ChangelogTests
{
    private static readonly string[] Sections = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];

    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(RepositoryRoot.Path, "CHANGELOG.md"));

    [Fact]
    public void Sections_OfAVersion_AreThoseOfKeepAChangelogEachOnce()
    {
        Assert.Contains("## [Unreleased]", Lines);
        List<string> sections = [];
        foreach (string line in Lines)
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                Assert.StartsWith("## [", line, StringComparison.Ordinal);
                sections.Clear();
            }
            else if (line.StartsWith("### ", StringComparison.Ordinal))
            {
                string section = line[4..];
                Assert.Contains(section, Sections);
                Assert.DoesNotContain(section, sections);
                sections.Add(section);
            }
        }
    }
}
