namespace FastEmit.Tests.Shared;

/// <summary>Pages of the documentation that are made from the code. <c>FASTEMIT_APPROVE_DOCS=1</c> writes them; otherwise they must be as they would be written.</summary>
internal static class GeneratedPage
{
    public static void AssertIs(string page, string text)
    {
        string path = Path.Combine(RepositoryRoot.Path, page);
        if (Environment.GetEnvironmentVariable("FASTEMIT_APPROVE_DOCS") == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(text, File.Exists(path) ? File.ReadAllText(path) : "");
    }
}
