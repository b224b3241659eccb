using FastEmit.Buffers;
using FastEmit.Hooks.State;

namespace FastEmit.Hooks.Spooling;

/// <summary>Counts lost events: in the state file or, if that cannot be used, by the length of another file.</summary>
internal static class LossLog
{
    /// <summary>Counts a lost event.</summary>
    public static void Count(HookPaths paths, HookState? state, HookCounter reason)
    {
        if (state is not null)
        {
            state.Count(reason);
            return;
        }

        if (!TryAppend(paths.Lost))
        {
            CountElsewhere(paths);
        }
    }

    /// <summary>Counts a lost event when the folder must not be used.</summary>
    public static void CountElsewhere(HookPaths paths)
    {
        string path = Elsewhere(paths);
        if (FolderCheck.FindInFile(path) is null) // another user's link could lead anywhere
        {
            TryAppend(path);
        }
    }

    /// <summary>Events whose loss was counted outside of the state file.</summary>
    public static long ReadUncounted(HookPaths paths) => Length(paths.Lost) + Length(Elsewhere(paths));

    /// <summary>The file for a folder without write access, in the folder of temporary files.</summary>
    internal static string Elsewhere(HookPaths paths)
    {
        ToolCallKey key = ToolCallKey.OfId(Environment.UserName, paths.Prefix);
        return Path.Combine(Path.GetTempPath(), $"fastemit-{key}.lost");
    }

    private static long Length(string path)
    {
        try
        {
            return FolderCheck.FindInFile(path) is null && new FileInfo(path) is { Exists: true } file ? file.Length : 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static bool TryAppend(string path)
    {
        try
        {
            FileBacking.Current.Append(path, "."u8);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
