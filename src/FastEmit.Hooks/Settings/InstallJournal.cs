using FastEmit.Hooks.Spooling;
using FastEmit.Hooks.State;

namespace FastEmit.Hooks.Settings;

/// <summary>
/// Stores each settings file's content before and after the installation of the hook. If the file is unchanged since,
/// uninstalling restores every byte, or deletes a file that did not exist before.
/// </summary>
/// <param name="paths">The files beside which the journal is kept.</param>
internal sealed class InstallJournal(HookPaths paths)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Stores an installation.</summary>
    /// <param name="path">The settings file.</param>
    /// <param name="before">The content before; null when the file did not exist.</param>
    /// <param name="after">The content now.</param>
    public void Remember(string path, byte[]? before, byte[] after)
    {
        // Installed over an unchanged earlier installation: keep the content from before that one.
        bool again = TryRecall(path, before ?? [], out byte[]? first);
        paths.CreateFolder();
        Write(NameOf(path, "after"), after);
        if (again)
        {
            return;
        }

        if (before is null)
        {
            File.Delete(NameOf(path, "before"));
        }
        else
        {
            Write(NameOf(path, "before"), WithoutHook(before));
        }
    }

    /// <summary>Finds the content to restore. False when the file has changed since the installation, or is unknown.</summary>
    /// <param name="path">The settings file.</param>
    /// <param name="current">Its current content.</param>
    /// <param name="before">The content to restore; null when the file did not exist.</param>
    public bool TryRecall(string path, byte[] current, out byte[]? before)
    {
        before = null;
        if (!File.Exists(NameOf(path, "after")) || !File.ReadAllBytes(NameOf(path, "after")).AsSpan().SequenceEqual(current))
        {
            return false;
        }

        before = File.Exists(NameOf(path, "before")) ? File.ReadAllBytes(NameOf(path, "before")) : null;
        return true;
    }

    /// <summary>Deletes the entry of a file.</summary>
    public void Forget(string path)
    {
        File.Delete(NameOf(path, "before"));
        File.Delete(NameOf(path, "after"));
    }

    private static byte[] WithoutHook(byte[] before)
    {
        SettingsText text = new(before);
        return HookInstallation.Uninstall(text) == 0 ? before : text.Bytes;
    }

    private static void Write(string path, byte[] bytes)
    {
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using FileStream file = new(path, options);
        file.Write(bytes);
    }

    private string NameOf(string path, string what) => $"{paths.Prefix}.{ToolCallKey.OfId("install", path)}.{what}";
}
