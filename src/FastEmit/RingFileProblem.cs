namespace FastEmit;

/// <summary>Why a ring file cannot be used.</summary>
public enum RingFileProblem
{
    /// <summary>Another emitter reads it; there can be one.</summary>
    InUse,

    /// <summary>It is not a ring file.</summary>
    Foreign,

    /// <summary>Another version of the format.</summary>
    OtherVersion,

    /// <summary>It is shorter than its header says, or has none.</summary>
    Truncated,

    /// <summary>Its header or its cursors make no sense.</summary>
    Corrupted,

    /// <summary>There is no room on the disk for it.</summary>
    NoSpace,

    /// <summary>The file or its folder may not be written, or is not there.</summary>
    NotWritable,

    /// <summary>As many processes as there can be hold it open.</summary>
    TooManyProcesses,

    /// <summary>It holds events of a lane that there is no more: fewer connections are allowed than when it was written.</summary>
    NoLane,

    /// <summary>It was renamed, deleted or replaced while it was in use.</summary>
    Moved,

    /// <summary>This platform or file system cannot hold ring files. They need a 64-bit process on a little-endian processor, locks that end with their process.</summary>
    NotSupported,
}
