using System.Runtime.InteropServices;

namespace FastEmit.Hooks.Native;

/// <summary>The attributes of a file or folder that are checked.</summary>
internal struct FileStatus
{
    /// <summary>The owner's id; 0 on systems without one.</summary>
    public uint User;

    /// <summary>Type and permissions.</summary>
    public ushort Mode;

    /// <summary>Identifies the file: another file under the same name has another number.</summary>
    public ulong Inode;
}

/// <summary>The part of <c>struct statx</c> (linux/stat.h) that is read; the same on all processors.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct LinuxStatus
{
    [FieldOffset(20)]
    public uint User;

    [FieldOffset(28)]
    public ushort Mode;

    [FieldOffset(32)]
    public ulong Inode;
}
