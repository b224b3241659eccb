using System.Text.RegularExpressions;

namespace FastEmit.Docs.Tests;

/// <summary>docs/conformance.md names tests; each of them must be there.</summary>
public sealed partial class ConformanceTests
{
    [Fact]
    public void Page_EveryTestItNames_Exists()
    {
        string page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "conformance.md"));
        HashSet<string> present = [.. TestsOf("FastEmit.SocketIO.Tests"), .. TestsOf("FastEmit.Protocol.Tests"), .. TestsOf("FastEmit.Consumer.Tests"), .. TestsOf("FastEmit.Interop.Tests")];

        string[] named = [.. Name().Matches(page).Select(static match => match.Value).Distinct()];

        Assert.True(named.Length > 100, $"{named.Length} names");
        Assert.Empty(named.Except(present));
    }

    [Fact]
    public void Page_EveryRow_NamesATestOrSaysWhyNot()
    {
        string[] silent = [.. File.ReadLines(Path.Combine(RepositoryRoot.Path, "docs", "conformance.md"))
            .SkipWhile(static line => !line.StartsWith("## Case by case", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(static line => !line.StartsWith("##", StringComparison.Ordinal))
            .Where(static line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| **", StringComparison.Ordinal))
            .Skip(1)
            .Where(static line => !Name().IsMatch(line) && !line.Contains("| n/a", StringComparison.Ordinal))];

        Assert.Empty(silent);
    }

    /// <summary>Classes, and methods as Class.Method, read from the sources: the projects themselves are not referred to.</summary>
    private static IEnumerable<string> TestsOf(string project)
    {
        foreach (string file in Directory.EnumerateFiles(
            Path.Combine(RepositoryRoot.Path, "tests", project), "*Tests.cs", SearchOption.AllDirectories))
        {
            string type = Path.GetFileNameWithoutExtension(file);
            yield return type;
            foreach (Match method in Method().Matches(File.ReadAllText(file)))
            {
                yield return $"{type}.{method.Groups[1].Value}";
            }
        }
    }

    [GeneratedRegex(@"(?<![.\w/])[A-Z]\w*Tests\b(?:\.[A-Za-z]\w*)?(?![\w/])")]
    private static partial Regex Name();

    [GeneratedRegex(@"\[(?:Fact|Theory)[^\n]*\](?:\s*\[[^\n]*\])*\s*public (?:async )?(?:Task|void|ValueTask) (\w+)\(")]
    private static partial Regex Method();
}
