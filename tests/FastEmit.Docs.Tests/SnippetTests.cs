using System.Text.Json;
using System.Text.RegularExpressions;

namespace FastEmit.Docs.Tests;

/// <summary>Every snippet of README and docs compiles, every link leads somewhere. (Those in JavaScript and Python run in the interop tests.)</summary>
public sealed partial class SnippetTests
{
    public static TheoryData<string> CSharp =>
        [.. Snippet.Pages.SelectMany(Snippet.Of).Where(static snippet => snippet.Language == "csharp").Select(static snippet => snippet.ToString())];

    public static TheoryData<string> Pages => [.. Snippet.Pages];

    [Theory]
    [MemberData(nameof(CSharp))]
    public void Snippet_InCSharp_CompilesWithoutAWarning(string place)
    {
        Snippet snippet = Snippet.Pages.SelectMany(Snippet.Of).Single(snippet => snippet.ToString() == place);

        // The README leaves out what an editor adds.
        string[] usings = snippet.Page == "README.md" ? ["FastEmit", "FastEmit.Events", "FastEmit.SocketIO"] : [];
        Assert.Empty(SnippetCompiler.Compile(snippet.Code, usings));
    }

    [Fact]
    public void Guard_SnippetWithAMistake_IsCaught()
    {
        Assert.Contains(SnippetCompiler.Compile("emitter.Emit();"), static error => error.Contains("CS0103", StringComparison.Ordinal));
        Assert.Empty(SnippetCompiler.Compile("public record A; Console.WriteLine(new A());"));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Snippet_InJson_IsJson(string page)
    {
        foreach (Snippet snippet in Snippet.Of(page).Where(static snippet => snippet.Language == "json"))
        {
            JsonElement.Parse(snippet.Code);
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Link_IntoTheRepository_LeadsToAFile(string page)
    {
        string folder = Path.GetDirectoryName(Path.Combine(RepositoryRoot.Path, page))!;
        string text = File.ReadAllText(Path.Combine(RepositoryRoot.Path, page));

        IEnumerable<string> dead = Link().Matches(text)
            .Select(static match => match.Groups[1].Value)
            .Where(static link => !link.Contains("://", StringComparison.Ordinal) && link[0] != '#')
            .Where(link => !Path.Exists(Path.Combine(folder, link.Split('#')[0])));

        Assert.Empty(dead);
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
