namespace FastEmit.Buffers;

/// <summary>
/// Locks of a file, each with a number: held until they are given back or the process is gone, however it went; also between two openings
/// in one process.
/// </summary>
internal abstract class FileLocks : IDisposable
{
    /// <summary>How many locks that are taken all the time may be kept apart: each may cost a file.</summary>
    public abstract int ManyApart { get; }

    /// <summary>Takes a lock. False when another process has it.</summary>
    /// <param name="index">Which, from 0 on.</param>
    /// <param name="successorOf">Locks of a file that this one takes the place of: what they hold is no obstacle.</param>
    /// <exception cref="IOException">The file system has no such locks.</exception>
    public abstract bool TryTake(int index, FileLocks? successorOf = null);

    /// <summary>Gives a lock back, if it is held.</summary>
    public abstract void Release(int index);

    /// <summary>Whether another has the lock. An error counts as yes: only what is surely free is called free.</summary>
    public abstract bool IsTaken(int index);

    /// <summary>The descriptor that a child process inherits to hold a lock on.</summary>
    public abstract int DescriptorOf(int index);

    /// <summary>A child process has inherited the descriptor: the lock is its own from now on, and this process only keeps it until it ends, at the longest.</summary>
    public abstract void Leave(int index);

    /// <summary>Gives everything back that hangs on this object alone.</summary>
    public abstract void Dispose();
}
