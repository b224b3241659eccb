using System.Runtime.CompilerServices;
using FastEmit.Buffers;
using Microsoft.Win32.SafeHandles;

namespace FastEmit.Hooks.State;

/// <summary>
/// A small file of fixed size that all hooks of a user map: counters, and the tool calls that have begun. If a process
/// dies at any point, its completed changes stay.
/// </summary>
/// <remarks>
/// <para>
/// Tool calls are in sets of <see cref="EntriesInSet"/>; a call's key chooses its set, and a new call takes the place of
/// the least recently reported one of the set. A set is changed under a file lock that the kernel releases when its
/// process dies. A process that does not get the lock within <see cref="LockPatience"/> continues without it: then a duration
/// is missing or a duplicate passes, but no event is lost.
/// </para>
/// <para>
/// Timestamps come from the monotonic clock, which all processes of a machine share. After a restart of the machine old timestamps
/// may be in the future; they count as the oldest.
/// </para>
/// </remarks>
internal sealed unsafe class HookState : IDisposable
{
    /// <summary>Calls that share a set.</summary>
    public const int EntriesInSet = 8;

    /// <summary>Sets, a power of two.</summary>
    public const int Sets = 512;

    /// <summary>Bytes of the file.</summary>
    public const int FileLength = EntriesOffset + (Sets * EntriesInSet * ToolCallEntry.Size);

    private const ulong Magic = 0x3130_4B4F_4F48_4546; // "FEHOOK01"
    private const int CountersOffset = 128;
    private const int EntriesOffset = 4096;
    private const int FirstSetLock = 16; // 0 to 15 are reserved

    /// <summary>The time to wait for another hook, which holds a lock for microseconds unless it is suspended.</summary>
    private static readonly TimeSpan LockPatience = TimeSpan.FromMilliseconds(20);

    private readonly SafeFileHandle _file;
    private readonly FileLocks _locks;
    private readonly FileMapping _mapping;
    private readonly byte* _start;
    private readonly TimeProvider _time;

    private HookState(string path, SafeFileHandle file, TimeProvider time)
    {
        _file = file;
        _locks = FileBacking.Current.LocksOf(path, file);
        _time = time;
        _mapping = FileBacking.Current.Map(file, FileLength);
        _start = _mapping.Start;
    }

    /// <summary>Opens the file, or creates it.</summary>
    /// <returns>Null when it cannot be used: no room, no permission, or another content.</returns>
    public static HookState? TryOpen(string path, TimeProvider time)
    {
        SafeFileHandle? file = null;
        try
        {
            file = FileBacking.Current.TryOpen(path) ?? Create(path);
            if (RandomAccess.GetLength(file) == FileLength)
            {
                FileBacking.Current.TakeBlocks(file, FileLength);
                HookState state = new(path, file, time);
                if (*(ulong*)state._start == Magic)
                {
                    return state;
                }

                state.Dispose();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }

        file?.Dispose();
        return null;
    }

    /// <summary>Sets a file with another content aside, so that the next hook creates a new one. Its counts are lost.</summary>
    /// <returns>Its new path; null when the file is valid.</returns>
    /// <exception cref="IOException">It cannot be renamed.</exception>
    public static string? SetAsideIfBad(string path, TimeProvider time)
    {
        using HookState? state = TryOpen(path, time);
        if (state is not null || !File.Exists(path))
        {
            return null;
        }

        string aside = RingFile.NameAside(path, time);
        File.Move(path, aside, overwrite: false);
        return aside;
    }

    /// <summary>Increments a counter. Any process, any thread.</summary>
    public void Count(HookCounter counter) => Interlocked.Increment(ref Counter(counter));

    /// <summary>The count of all processes so far.</summary>
    public long Read(HookCounter counter) => Volatile.Read(ref Counter(counter));

    /// <summary>
    /// Runs an action for one step of a tool call, and stores that the step was reported if the action returns true.
    /// </summary>
    /// <param name="key">The call.</param>
    /// <param name="step">The step.</param>
    /// <param name="suppress">Whether to skip the action when this step was reported before.</param>
    /// <param name="tell">The action. Receives the milliseconds since the call began, or null; returns whether the step is reported now.</param>
    /// <returns>False when the step was reported before and the action was skipped.</returns>
    public bool Tell(in ToolCallKey key, ToolCallStep step, bool suppress, Func<double?, bool> tell)
    {
        int set = (int)(key.Low & (Sets - 1));
        if (!TryLock(set))
        {
            tell(null);
            return true;
        }

        try
        {
            ref ToolCallEntry entry = ref Find(set, key, out bool found);
            if (found && suppress && (entry.Steps & step) != 0)
            {
                return false;
            }

            long now = _time.GetTimestamp();
            bool hasBegun = found && entry.StartedAt != 0 && entry.StartedAt <= now && step == ToolCallStep.After;
            double? duration = hasBegun ? _time.GetElapsedTime(entry.StartedAt, now).TotalMilliseconds : null;
            if (tell(duration))
            {
                Remember(ref entry, found, key, step, now);
            }

            return true;
        }
        finally
        {
            _locks.Release(LockOf(set));
        }
    }

    /// <summary>Unmaps and closes the file.</summary>
    public void Dispose()
    {
        _mapping.Dispose();
        _locks.Dispose();
        _file.Dispose();
    }

    private static SafeFileHandle Create(string path)
    {
        // When another hook was faster, its file is used.
        WholeFile.TryCreate(path, static file =>
        {
            byte[] bytes = new byte[FileLength];
            BitConverter.TryWriteBytes(bytes, Magic);
            RandomAccess.Write(file, bytes, 0);
        });
        return FileBacking.Current.TryOpen(path) ?? throw new FileNotFoundException("The file was removed meanwhile.", path);
    }

    private static void Remember(ref ToolCallEntry entry, bool found, in ToolCallKey key, ToolCallStep step, long now)
    {
        ToolCallStep steps = found ? entry.Steps | step : step;
        if (!found)
        {
            Volatile.Write(ref entry.KeyLow, 0); // marks the entry as incomplete
            entry.KeyHigh = key.High;
            entry.StartedAt = 0;
        }

        if (step == ToolCallStep.Before)
        {
            entry.StartedAt = now;
        }

        entry.TouchedAndSteps = (now & ~0xFFL) | (long)steps;
        Volatile.Write(ref entry.KeyLow, key.Low);
    }

    /// <summary>The entry of a call, or the entry that it may replace.</summary>
    private ref ToolCallEntry Find(int set, in ToolCallKey key, out bool found)
    {
        ref ToolCallEntry first = ref ((ToolCallEntry*)(_start + EntriesOffset))[set * EntriesInSet];
        long now = _time.GetTimestamp();
        int oldest = 0;
        long oldestTouch = long.MaxValue;
        for (int i = 0; i < EntriesInSet; i++)
        {
            ref ToolCallEntry entry = ref Unsafe.Add(ref first, i);
            if (entry.Is(key))
            {
                found = true;
                return ref entry;
            }

            long touched = entry.KeyLow == 0 || entry.TouchedAndSteps > now + byte.MaxValue ? 0 : entry.TouchedAndSteps;
            if (touched < oldestTouch)
            {
                oldest = i;
                oldestTouch = touched;
            }
        }

        found = false;
        return ref Unsafe.Add(ref first, oldest);
    }

    private bool TryLock(int set)
    {
        long began = _time.GetTimestamp();
        while (true)
        {
            try
            {
                if (_locks.TryTake(LockOf(set)))
                {
                    return true;
                }
            }
            catch (IOException)
            {
                return false; // the file system does not support these locks
            }

            if (_time.GetElapsedTime(began) > LockPatience)
            {
                return false;
            }

            Thread.Yield();
        }
    }

    private int LockOf(int set) => FirstSetLock + (set % Math.Min(Sets, _locks.ManyApart));

    private ref long Counter(HookCounter counter) => ref ((long*)(_start + CountersOffset))[(int)counter];
}
