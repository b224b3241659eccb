namespace FastEmit.Tests.Shared;

/// <summary>Pages of the documentation that are made from the code.</summary>
internal static class GeneratedPage
{
    /// <summary>Holds that a page is as it would be written now. <c>FASTEMIT_APPROVE_DOCS=1</c> writes it.</summary>
    public static void AssertIs(string page, string text)
    {
        string path = Path.Combine(RepositoryRoot.Path, page);
        if (Environment.GetEnvironmentVariable("FASTEMIT_APPROVE_DOCS") == "1")
        {
            File.WriteAllText(path, text);
        }

        string found = File.Exists(path) ? File.ReadAllText(path) : "";
        Assert.True(text == found, $"{page} is not what the code says now: run this test with FASTEMIT_APPROVE_DOCS=1 and commit the page.");
    }
}
