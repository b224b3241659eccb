namespace FastEmit.Buffers;

/// <summary>A lock file that is open alone, for one or more files of the same name, the later in the place of the earlier.</summary>
/// <param name="file">The open file.</param>
internal sealed class LockHold(FileStream file)
{
    private int _holders = 1;

    /// <summary>Its number in this process.</summary>
    public int Descriptor => (int)file.SafeFileHandle.DangerousGetHandle();

    /// <summary>One holder more. While another still holds it.</summary>
    public LockHold Share()
    {
        Interlocked.Increment(ref _holders);
        return this;
    }

    /// <summary>One holder fewer; with the last the lock is free.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            file.Dispose();
        }
    }
}
