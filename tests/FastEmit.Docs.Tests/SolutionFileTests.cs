namespace FastEmit.Docs.Tests;

/// <summary>FastEmit.sln stays as small as it can be: an IDE that saves it adds a byte order mark and rows for platforms that no project has.</summary>
public sealed class SolutionFileTests
{
    [Fact]
    public void Bytes_OfTheFile_HaveNoMarkAndNoRowForX86OrX64()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(RepositoryRoot.Path, "FastEmit.sln"));

        Assert.True(file.AsSpan().StartsWith("Microsoft Visual Studio Solution File"u8), "FastEmit.sln has a byte order mark or an empty first line.");
        string text = System.Text.Encoding.UTF8.GetString(file);
        Assert.DoesNotContain("x64", text, StringComparison.Ordinal);
        Assert.DoesNotContain("x86", text, StringComparison.Ordinal);
    }
}
