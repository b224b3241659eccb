namespace FastEmit.Hooks.Native;

/// <summary>What is looked at of a file or folder.</summary>
internal struct FileStatus
{
    /// <summary>The owner; 0 where the system does not tell.</summary>
    public uint User;

    /// <summary>Type and permissions.</summary>
    public ushort Mode;

    /// <summary>A number that no other file has had under that name.</summary>
    public ulong Inode;
}
