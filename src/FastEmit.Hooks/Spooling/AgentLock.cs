using FastEmit.Buffers;
using Microsoft.Win32.SafeHandles;

namespace FastEmit.Hooks.Spooling;

/// <summary>The locks that make sure that a user has one agent, and that one hook at a time starts it.</summary>
/// <remarks>
/// The kernel takes them back when their process is gone, so neither can be left behind. Whoever starts an agent lets it inherit
/// the descriptor that holds the lock on starting: it stays taken while the agent comes up, without anyone waiting, and is
/// free again if it does not.
/// </remarks>
internal sealed class AgentLock : IDisposable
{
    private const int Running = 0;
    private const int Starting = 1;

    private readonly SafeFileHandle _file;

    private AgentLock(SafeFileHandle file) => _file = file;

    /// <summary>The descriptor that holds what this object has taken.</summary>
    public int Descriptor => (int)_file.DangerousGetHandle();

    /// <summary>Whether an agent runs.</summary>
    public bool IsRunning => FileRangeLock.IsTaken(_file, Running);

    /// <summary>Opens the file, or creates it.</summary>
    /// <exception cref="IOException">That is not possible.</exception>
    /// <exception cref="UnauthorizedAccessException">That is not allowed.</exception>
    public static AgentLock Open(string path) => new(SharedFile.OpenOrCreate(path));

    /// <summary>Takes the right to start an agent. False when another hook is at it, or an agent runs.</summary>
    public bool TryStart()
    {
        if (IsRunning || !FileRangeLock.TryTake(_file, Starting))
        {
            return false;
        }

        if (!IsRunning)
        {
            return true;
        }

        FileRangeLock.Release(_file, Starting); // it came up between the two looks
        return false;
    }

    /// <summary>Takes the right to be the agent. False when there is one.</summary>
    public bool TryRun() => FileRangeLock.TryTake(_file, Running);

    /// <summary>Gives the right to be the agent back.</summary>
    public void StopRunning() => FileRangeLock.Release(_file, Running);

    /// <summary>Gives everything back, unless a child has inherited the descriptor.</summary>
    public void Dispose() => _file.Dispose();
}
