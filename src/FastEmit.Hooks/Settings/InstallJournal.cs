using FastEmit.Hooks.Spooling;
using FastEmit.Hooks.State;

namespace FastEmit.Hooks.Settings;

/// <summary>
/// Remembers, for each settings file, what was in it before the hook was installed and what the installation made of it: as long as nobody has
/// changed the file since, taking the hook out brings back every byte, or removes a file that was not there.
/// </summary>
/// <param name="paths">Beside which files it is kept.</param>
internal sealed class InstallJournal(HookPaths paths)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Remembers an installation.</summary>
    /// <param name="path">The settings file.</param>
    /// <param name="before">What was in it; null when it was not there.</param>
    /// <param name="after">What is in it now.</param>
    public void Remember(string path, byte[]? before, byte[] after)
    {
        // Installed over an earlier installation that nobody has touched: what was there before that one counts.
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

    /// <summary>What to bring back into a file. False when somebody has changed it since the hook was installed, or nothing is known of it.</summary>
    /// <param name="path">The settings file.</param>
    /// <param name="current">What is in it.</param>
    /// <param name="before">What was in it; null when it was not there.</param>
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

    /// <summary>Forgets a file.</summary>
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
