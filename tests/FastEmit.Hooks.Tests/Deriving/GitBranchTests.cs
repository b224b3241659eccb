using FastEmit.Hooks.Deriving;

namespace FastEmit.Hooks.Tests.Deriving;

public sealed class GitBranchTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastemit-git-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Of_FolderInARepository_IsItsBranch()
    {
        Write(".git/HEAD", "ref: refs/heads/feature/cart\n");
        Assert.Equal("feature/cart", GitBranch.Of(_folder.CreateSubdirectory("src/deep").FullName));
    }

    [Fact]
    public void Of_WorktreeAndSubmodule_FollowsTheLink()
    {
        Write("main/.git/worktrees/side/HEAD", "ref: refs/heads/side\n");
        Write("side/.git", $"gitdir: {_folder.FullName}/main/.git/worktrees/side\n");
        Write("relative/.git", "gitdir: ../main/.git/worktrees/side\n");
        Assert.Equal("side", GitBranch.Of(Path.Combine(_folder.FullName, "side")));
        Assert.Equal("side", GitBranch.Of(Path.Combine(_folder.FullName, "relative")));
    }

    [Fact]
    public void Of_NoBranchOrNoRepository_IsNull()
    {
        Write(".git/HEAD", "8c35adc12b1e4e0b9d354a4d6f7b1a118c35adc1\n");
        Assert.Null(GitBranch.Of(_folder.FullName));
        Assert.Null(GitBranch.Of("/nowhere/at/all"));
        Assert.Null(GitBranch.Of("relative"));
        Assert.Null(GitBranch.Of(null));
    }

    private void Write(string path, string text)
    {
        string whole = Path.Combine(_folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
        File.WriteAllText(whole, text);
    }
}
