using System.Diagnostics;
using System.Globalization;

namespace FastEmit.Start;

/// <summary>
/// A program that begins, sends some events and ends: <c>URL EVENTS</c>, and with a third argument waits for so many seconds before the end,
/// doing nothing. It prints one line of JSON.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        int events = int.Parse(args[1], CultureInfo.InvariantCulture);
        long began = Stopwatch.GetTimestamp();
        await using HookEmitter emitter = HookEmitter.Create(args[0]);
        double created = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        long emitting = Stopwatch.GetTimestamp();
        Emit(emitter, 0);
        double emitted = Stopwatch.GetElapsedTime(emitting).TotalMilliseconds;
        FlushReport first = await emitter.FlushAsync(TimeSpan.FromSeconds(30));
        double confirmed = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        for (int number = 1; number < events; number++)
        {
            Emit(emitter, number);
        }

        double switches = args.Length > 2 ? await CountSwitchesAsync(emitter, int.Parse(args[2], CultureInfo.InvariantCulture)) : 0;
        FlushReport report = await emitter.CloseAsync();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"createMs":{{created:F3}},"firstEmitMs":{{emitted:F3}},"confirmedMs":{{confirmed:F3}},"switchesPerSecond":{{switches:F3}}}"""));
        return first.Confirmed == 1 && report.Confirmed == events ? 0 : 1;
    }

    private static void Emit(HookEmitter emitter, int number) => _ = StartEvent.Emit(
        emitter, "hook", "pre_tool", "2026-11-21T23:07:00.0000000Z", "3f0c1f3e-8a1b-4b2c-9d3e-1234567890ab", "Bash", true, number);

    /// <summary>Times that a thread of this process fell asleep and so was woken, a second, while the emitter has nothing to do.</summary>
    private static async Task<double> CountSwitchesAsync(HookEmitter emitter, int seconds)
    {
        await emitter.FlushAsync(TimeSpan.FromSeconds(30));
        await Task.Delay(TimeSpan.FromSeconds(5)); // the compiler and what else belongs to the start
        long before = Switches();
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        return (double)(Switches() - before) / seconds;
    }

    private static long Switches() => Directory.GetDirectories("/proc/self/task").Sum(static thread =>
        File.ReadLines(Path.Combine(thread, "status"))
            .Where(static line => line.StartsWith("voluntary_ctxt_switches:", StringComparison.Ordinal))
            .Sum(static line => long.Parse(line.AsSpan(line.IndexOf(':') + 1), CultureInfo.InvariantCulture)));
}
