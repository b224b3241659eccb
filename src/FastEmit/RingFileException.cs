namespace FastEmit;

/// <summary>A ring file cannot be used. The message names the file, the problem and the accepted form.</summary>
public sealed class RingFileException : IOException
{
    /// <summary>The message without the file's name.</summary>
    internal static string About(RingFileException exception) => exception.Message[$"Ring file '{exception.RingFile}': ".Length..];

    /// <inheritdoc cref="RingFileException"/>
    /// <param name="problem">The problem.</param>
    /// <param name="path">The file's path.</param>
    /// <param name="message">The problem and the accepted form.</param>
    /// <param name="innerException">The cause.</param>
    public RingFileException(RingFileProblem problem, string path, string message, Exception? innerException = null)
        : base($"Ring file '{path}': {message}", innerException)
    {
        Problem = problem;
        RingFile = path;
    }

    /// <summary>The problem.</summary>
    public RingFileProblem Problem { get; }

    /// <summary>The file's path.</summary>
    public string RingFile { get; }
}

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
