using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FastEmit.Load.Clients;

/// <summary>
/// When events are due: so many a second, evenly or in bursts. An event that the client was late for counts from when it was due; what the
/// system wakes this program too late does not count.
/// </summary>
internal sealed partial class Pace(int eventsPerSecond, int burst)
{
    private const int SetTimerSlack = 29; // PR_SET_TIMERSLACK

    private readonly long _start = Stopwatch.GetTimestamp();
    private long _woken;

    /// <summary>Waits until an event is due, and returns the time from which its latency counts.</summary>
    public long Await(int number)
    {
        long due = _start + (long)((double)(number / burst * burst) / eventsPerSecond * Stopwatch.Frequency);
        long now = Stopwatch.GetTimestamp();
        if (now < due)
        {
            Sleep(due - now);
            _woken = Stopwatch.GetTimestamp();
        }

        return Math.Max(due, _woken);
    }

    /// <summary>Thread.Sleep knows no less than a millisecond.</summary>
    private static void Sleep(long ticks)
    {
        if (!OperatingSystem.IsLinux())
        {
            Thread.Sleep(TimeSpan.FromSeconds((double)ticks / Stopwatch.Frequency));
            return;
        }

        (long seconds, long nanoseconds) = Math.DivRem((long)(ticks * (1e9 / Stopwatch.Frequency)), 1_000_000_000);
        Time time = new() { Seconds = (nint)seconds, Nanoseconds = (nint)nanoseconds };
        _ = Control(SetTimerSlack, 1, 0, 0, 0); // of this thread, which may be another each time
        _ = Sleep(in time, 0);
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sleep(in Time time, nint rest);

    [LibraryImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int option, nuint value, nuint third, nuint fourth, nuint fifth);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
