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

    /// <summary>Where locks are files of their own, a hook that looks at one holds it for a moment, or longer on a machine that has no time for it.</summary>
    private static readonly TimeSpan LookPatience = TimeSpan.FromSeconds(2);

    private readonly SafeFileHandle _file;
    private readonly FileLocks _locks;

    private AgentLock(string path)
    {
        _file = FileBacking.Current.OpenOrCreate(path);
        _locks = FileBacking.Current.LocksOf(path, _file);
    }

    /// <summary>The descriptor that holds the right to start an agent, once it is taken.</summary>
    public int Descriptor => _locks.DescriptorOf(Starting);

    /// <summary>Whether an agent runs.</summary>
    public bool IsRunning => _locks.IsTaken(Running);

    /// <summary>Opens the file, or creates it.</summary>
    /// <exception cref="IOException">That is not possible.</exception>
    /// <exception cref="UnauthorizedAccessException">That is not allowed.</exception>
    public static AgentLock Open(string path) => new(path);

    /// <summary>Takes the right to start an agent. False when another hook is at it, or an agent runs.</summary>
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

        _locks.Release(Starting); // it came up between the two looks
        return false;
    }

    /// <summary>The child that was started has inherited the right to start.</summary>
    public void LeaveStarting() => _locks.Leave(Starting);

    /// <summary>Takes the right to be the agent. False when there is one.</summary>
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

    /// <summary>Gives the right to be the agent back.</summary>
    public void StopRunning() => _locks.Release(Running);

    /// <summary>Gives everything back, unless a child has inherited the descriptor.</summary>
    public void Dispose()
    {
        _locks.Dispose();
        _file.Dispose();
    }
}
