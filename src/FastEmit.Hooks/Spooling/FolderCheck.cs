using FastEmit.Hooks.Native;

namespace FastEmit.Hooks.Spooling;

/// <summary>Checks that no other user can add files to a folder or replace the folder.</summary>
internal static class FolderCheck
{
    private const int TypeBits = 0xF000; // S_IFMT
    private const int Folder = 0x4000; // S_IFDIR
    private const int Link = 0xA000; // S_IFLNK
    private const int OthersWrite = 0x2; // 0002
    private const int GroupWrites = 0x10; // 0020
    private const int Sticky = 0x200; // 01000

    /// <summary>The fault of a folder; null when it may be used or does not exist.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="isGiven">Whether the user named it. It may then be a link, or a shared folder whose files only their owners can remove.</param>
    public static string? Find(string path, bool isGiven)
    {
        if (!SystemCalls.TryStat(path, followsLink: isGiven, out FileStatus status))
        {
            return null;
        }

        int type = status.Mode & TypeBits;

        // Many systems give each user a private group with write access. In a folder that the user named, that right is accepted.
        bool isShared = (status.Mode & (isGiven ? OthersWrite : OthersWrite | GroupWrites)) != 0;
        bool isSticky = (status.Mode & Sticky) != 0;
        uint user = SystemCalls.EffectiveUser;
        return type == Link ? $"'{path}' is a link; accepted: a folder, or a link that --ring-file names"
            : type != Folder ? $"'{path}' is no folder"
            : status.User != user && !(isGiven && (status.User == 0 || isShared) && isSticky) && !(isGiven && status.User == 0 && !isShared)
                ? $"'{path}' belongs to another user (id {status.User})"
            : isShared && !(isGiven && isSticky) ? $"'{path}' can be written by other users; 'chmod go-w' it"
            : null;
    }

    /// <summary>The fault of a file in a folder; null when this user owns it or it does not exist.</summary>
    public static string? FindInFile(string path) =>
        !SystemCalls.TryStat(path, followsLink: false, out FileStatus status) ? null
        : (status.Mode & TypeBits) == Link ? $"'{path}' is a link"
        : status.User != SystemCalls.EffectiveUser ? $"'{path}' belongs to another user (id {status.User})"
        : null;
}
