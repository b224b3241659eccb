using FastEmit.Cli.Hooking;

namespace FastEmit.Cli.Tests.Hooking;

public sealed class ManagedPolicyTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastemit-policy-");

    private string Managed => Path.Combine(_folder.FullName, "managed");

    private string Project => Path.Combine(_folder.FullName, "project");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("managed/managed-settings.json", """{"disableAllHooks":true}""", "\"disableAllHooks\": true")]
    [InlineData("managed/managed-settings.json", """{"allowManagedHooksOnly":true}""", "\"allowManagedHooksOnly\": true")]
    [InlineData("managed/managed-settings.d/10-hooks.json", """{"disableAllHooks":true}""", "\"disableAllHooks\": true")]
    [InlineData("managed/managed-settings.json", """{"allowedHttpHookUrls":["https://example.org/*"]}""", "\"allowedHttpHookUrls\"")]
    [InlineData("project/.claude/settings.json", """{"disableAllHooks":true}""", "\"disableAllHooks\": true")]
    [InlineData("project/.claude/settings.local.json", """{"disableAllHooks":true}""", "\"disableAllHooks\": true")]
    public void Find_WhatKeepsHooksFromRunning_IsNamedWithItsFile(string file, string text, string words)
    {
        string path = Write(file, text);
        string found = Assert.Single(ManagedPolicy.Find(Managed, Project));
        Assert.Contains(path, found, StringComparison.Ordinal);
        Assert.Contains(words, found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"disableAllHooks":false,"allowManagedHooksOnly":false}""")]
    [InlineData("""{"disableAllHooks":"yes"}""")]
    [InlineData("[true]")]
    [InlineData("no JSON")]
    [InlineData("")]
    public void Find_NothingThatKeepsHooksFromRunning_IsEmpty(string text)
    {
        Write("managed/managed-settings.json", text);
        Write("project/.claude/settings.json", text);
        Assert.Empty(ManagedPolicy.Find(Managed, Project));
    }

    [Fact]
    public void Find_NoFolders_IsEmpty() => Assert.Empty(ManagedPolicy.Find(Managed, Project));

    private string Write(string file, string text)
    {
        string path = Path.Combine(_folder.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
