using Microsoft.Win32.SafeHandles;

namespace FastEmit.Buffers;

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
