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
