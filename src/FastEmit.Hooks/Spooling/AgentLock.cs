using FastEmit.Buffers;
using Microsoft.Win32.SafeHandles;

namespace FastEmit.Hooks.Spooling;

/// <summary>The locks that ensure one agent per user, started by one hook at a time.</summary>
/// <remarks>
/// The kernel releases a lock when its process ends, so no stale lock remains. A hook that starts an agent lets it inherit
/// the descriptor with the start lock. The lock stays held while the agent starts, and no process waits for it. It is
/// released if the agent fails to start.
/// </remarks>
internal sealed class AgentLock : IDisposable
{
    private const int Running = 0;
    private const int Starting = 1;

    /// <summary>On systems where each lock is a file, a hook that checks a lock holds it briefly, or longer on a loaded machine.</summary>
    private static readonly TimeSpan LookPatience = TimeSpan.FromSeconds(2);

    private readonly SafeFileHandle _file;
    private readonly FileLocks _locks;

    private AgentLock(string path)
    {
        _file = FileBacking.Current.OpenOrCreate(path);
        _locks = FileBacking.Current.LocksOf(path, _file);
    }

    /// <summary>The descriptor that holds the start lock, once it is taken.</summary>
    public int Descriptor => _locks.DescriptorOf(Starting);

    /// <summary>Whether an agent runs.</summary>
    public bool IsRunning => _locks.IsTaken(Running);

    /// <summary>Opens the file, or creates it.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public static AgentLock Open(string path) => new(path);

    /// <summary>Takes the start lock. False when another hook holds it or an agent runs.</summary>
    public bool TryStart()
    {
        if (IsRunning || !_locks.TryTake(Starting))
        {
            return false;
        }

        if (!IsRunning)
        {
            return true;
        }

        _locks.Release(Starting); // an agent started between the two checks
        return false;
    }

    /// <summary>Gives up the start lock without releasing it: the started child has inherited it.</summary>
    public void LeaveStarting() => _locks.Leave(Starting);

    /// <summary>Takes the running lock. False when another agent holds it.</summary>
    public bool TryRun()
    {
        TimeProvider time = TimeProvider.System;
        long began = time.GetTimestamp();
        SpinWait look = default;
        while (!_locks.TryTake(Running))
        {
            if (_locks.ManyApart == int.MaxValue || time.GetElapsedTime(began) > LookPatience)
            {
                return false;
            }

            look.SpinOnce();
        }

        return true;
    }

    /// <summary>Releases the running lock.</summary>
    public void StopRunning() => _locks.Release(Running);

    /// <summary>Releases the locks, except one whose descriptor a child has inherited.</summary>
    public void Dispose()
    {
        _locks.Dispose();
        _file.Dispose();
    }
}
