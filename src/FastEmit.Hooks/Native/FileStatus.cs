using System.Runtime.InteropServices;

namespace FastEmit.Hooks.Native;

/// <summary>The part of <c>struct statx</c>, the same on all processors, that is looked at.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileStatus
{
    /// <summary>The owner.</summary>
    [FieldOffset(20)]
    public uint User;

    /// <summary>Type and permissions.</summary>
    [FieldOffset(28)]
    public ushort Mode;

    /// <summary>The number of the file in its file system.</summary>
    [FieldOffset(32)]
    public ulong Inode;
}
