using FastEmit.Buffers;
using FastEmit.Hooks.State;
using Microsoft.Win32.SafeHandles;

namespace FastEmit.Hooks.Tests.State;

public sealed class HookStateTests : IDisposable
{
    private readonly HookFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TryOpen_New_IsReadableByItsOwnerAlone()
    {
        HookState.TryOpen(_folder.Paths.State, TimeProvider.System)!.Dispose();
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.Paths.State));
        }

        Assert.Single(Directory.GetFiles(_folder.Folder));
    }

    [Fact]
    public void TryOpen_FolderMissing_IsNull() => Assert.Null(HookState.TryOpen(Path.Combine(_folder.Folder, "no", "state"), TimeProvider.System));

    [Fact]
    public void Tell_NotTold_MayBeToldAgain()
    {
        using HookState state = HookState.TryOpen(_folder.Paths.State, TimeProvider.System)!;
        ToolCallKey key = ToolCallKey.OfId("s", "t");
        Assert.True(state.Tell(key, ToolCallStep.Before, suppress: true, static _ => false));
        Assert.True(state.Tell(key, ToolCallStep.Before, suppress: true, static _ => true));
        Assert.False(state.Tell(key, ToolCallStep.Before, suppress: true, static _ => true));
    }

    [Fact]
    public void Tell_SetLockedByAStoppedProcess_GoesOnWithout()
    {
        using HookState state = HookState.TryOpen(_folder.Paths.State, TimeProvider.System)!;
        ToolCallKey key = ToolCallKey.OfId("s", "t");
        state.Tell(key, ToolCallStep.Before, suppress: true, static _ => true);
        using SafeFileHandle file = FileBacking.Current.TryOpen(_folder.Paths.State)!;
        using FileLocks other = FileBacking.Current.LocksOf(_folder.Paths.State, file);
        Assert.True(other.TryTake(16 + ((int)(key.Low & (HookState.Sets - 1)) % Math.Min(HookState.Sets, other.ManyApart))));

        bool told = false;
        Assert.True(state.Tell(key, ToolCallStep.Before, suppress: true, duration => told = duration is null));
        Assert.True(told);
    }

    [Fact]
    public async Task Count_ManyThreads_LosesNothing()
    {
        using HookState state = HookState.TryOpen(_folder.Paths.State, TimeProvider.System)!;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                state.Count(HookCounter.Hooks);
            }
        })));
        Assert.Equal(40_000, _folder.Count(HookCounter.Hooks));
    }

    [Fact]
    public void Key_SimilarIds_DifferInBothHalves()
    {
        ToolCallKey[] keys = [.. Enumerable.Range(0, 100_000).Select(static i => ToolCallKey.OfId("s", $"toolu_{i}"))];
        Assert.Equal(keys.Length, keys.Select(static key => key.Low).Distinct().Count());
        Assert.Equal(keys.Length, keys.Select(static key => key.High).Distinct().Count());
        Assert.NotEqual(ToolCallKey.OfId("ab", "c"), ToolCallKey.OfId("a", "bc"));
        Assert.NotEqual(ToolCallKey.OfContent("s", "Bash", "{}"u8), ToolCallKey.OfContent("s", "Bash", "{}\0"u8));
    }
}
