using System.Runtime.InteropServices;

namespace FastEmit.Hooks.Native;

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
