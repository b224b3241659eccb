using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;

namespace FastEmit.Buffers;

/// <summary>The system's interface for files that several processes map and lock: <see cref="LinuxFiles"/>, and <see cref="PortableFiles"/> for every other.</summary>
/// <remarks>All processes of a file must use the same one: their locks do not see one another.</remarks>
internal abstract class FileBacking
{
    /// <summary>The environment variable that chooses <see cref="PortableFiles"/> where it is set to <c>portable</c>.</summary>
    public const string Variable = "FASTEMIT_RING";

    /// <summary>This process's.</summary>
    public static FileBacking Current { get; } = OffersPortable && IsPortable ? new PortableFiles() : new LinuxFiles();

    /// <summary>False only in the native hook for Linux, which is published without them: they would double its size.</summary>
    [FeatureSwitchDefinition("FastEmit.PortableRingFiles")]
    private static bool OffersPortable => !AppContext.TryGetSwitch("FastEmit.PortableRingFiles", out bool isOffered) || isOffered;

    private static bool IsPortable => !OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(Variable) == "portable";

    /// <summary>Opens a file to read and write. Null when there is none.</summary>
    /// <exception cref="IOException">That is not possible.</exception>
    /// <exception cref="UnauthorizedAccessException">That is not allowed.</exception>
    public abstract SafeFileHandle? TryOpen(string path);

    /// <summary>Opens a file, or creates an empty one that only its owner may read and write.</summary>
    /// <exception cref="IOException">That is not possible.</exception>
    /// <exception cref="UnauthorizedAccessException">That is not allowed.</exception>
    public abstract SafeFileHandle OpenOrCreate(string path);

    /// <summary>Writes at the end of a file, or creates it as <see cref="OpenOrCreate"/> does.</summary>
    /// <exception cref="IOException">That is not possible.</exception>
    /// <exception cref="UnauthorizedAccessException">That is not allowed.</exception>
    public abstract void Append(string path, ReadOnlySpan<byte> bytes);

    /// <summary>Maps a file from its beginning. It may be closed afterwards.</summary>
    /// <param name="file">Open to read and write.</param>
    /// <param name="length">Bytes, no more than the file has.</param>
    /// <exception cref="IOException">The system has no room for it.</exception>
    public abstract FileMapping Map(SafeFileHandle file, long length);

    /// <summary>The locks of a file.</summary>
    public abstract FileLocks LocksOf(string path, SafeFileHandle file);

    /// <summary>Takes blocks for whatever holes there are, where the system can; existing bytes stay as they are.</summary>
    /// <exception cref="IOException">There is no room, or the file cannot be written.</exception>
    public abstract void TakeBlocks(SafeFileHandle file, long length);

    /// <summary>Whether a full disk is certain not to end the process, as far as this system can promise that.</summary>
    public abstract bool SurvivesFullDisk(SafeFileHandle file);

    /// <summary>Waits until a folder's names are on the disk, where the system can.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public abstract void WriteOutFolder(string path);

    /// <summary>Whether two handles lead to the same ring file.</summary>
    public abstract bool IsSame(SafeFileHandle first, SafeFileHandle second);

    /// <summary>The system's own name for an open file: where it is now, and whether it is deleted. Null where it has none.</summary>
    public abstract string? PlaceOf(SafeFileHandle file);

    /// <summary>Device, number and birth of an open file, and the run of the machine. Null where the system does not tell all of them.</summary>
    public abstract string? IdentityOf(SafeFileHandle file);

    /// <summary>Has producers of a ring file wake this process. Null when they cannot: then it looks by itself.</summary>
    public abstract RingCall? TryListen(string path);

    /// <summary>Wakes the process that listens. Never blocks.</summary>
    /// <param name="path">The ring file.</param>
    /// <param name="word">The mapped word that was changed.</param>
    public abstract unsafe void Wake(string path, int* word);

    /// <summary>A sentence about the thing of this name that is no file. Null for a file, or when there is nothing.</summary>
    public string? FindFault(string path, bool isSocket = false)
    {
        try
        {
            using SafeFileHandle? file = TryOpen(path);
            return isSocket && file is not null ? $"'{path}' is a file; accepted: a socket." : null;
        }
        catch (IOException exception) when (isSocket && MayBeSocket(exception))
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }

    /// <summary>Whether a name could not be opened because a socket has it.</summary>
    private protected abstract bool MayBeSocket(IOException exception);
}

/// <summary>
/// A file's bytes in memory, shared with every process that maps them. Unmapped when disposed, or when this object is unreachable;
/// what was written is the kernel's already, and nothing waits for the disk.
/// </summary>
internal abstract unsafe class FileMapping() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    private protected long* _faults;

    /// <summary>The first byte. Good as long as this object is reachable and not disposed.</summary>
    public byte* Start => (byte*)handle;

    /// <summary>Whether this is the file no longer, because bytes of it could not be reached, or because it was left. Any thread.</summary>
    public bool IsVoid => Volatile.Read(ref *_faults) != 0;

    /// <summary>Leaves the file.</summary>
    public abstract void Void();

    /// <summary>Hands to the system what was written, if it does not have it yet. Then it is to be told to write the file out.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public virtual void Flush()
    {
    }
}
