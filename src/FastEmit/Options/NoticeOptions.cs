namespace FastEmit.Options;

/// <summary>When the emitter speaks up: fill levels, drops, reports to a collector.</summary>
public sealed class NoticeOptions
{
    /// <summary>The fraction of a ring above which <see cref="HookEmitter.FillChanged"/> is raised: more than 0, to 1 for never.</summary>
    public double HighWater { get; set; } = 0.8;

    /// <summary>The fraction of a ring at which <see cref="HookEmitter.FillChanged"/> is raised again, after a high: 0 to less than <see cref="HighWater"/>.</summary>
    public double LowWater { get; set; } = 0.5;

    /// <summary>The least time between two calls of <see cref="HookEmitter.Dropped"/> for one reason, and between the log lines about it: 10 ms to one day.</summary>
    public TimeSpan DropInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often the emitter sends its own counters to the server, for the dashboard of a FastEmit collector: 100 ms to one hour; zero (the
    /// default) for never. A report is an event of its own, <c>fastemit_report</c> in the main namespace, about 1 KB, and counted like any other;
    /// none is sent while nothing is connected. It holds <see cref="HookEmitterOptions.Name"/>, the process id, counters, and the last error.
    /// </summary>
    public TimeSpan ReportInterval { get; set; }

    internal NoticeOptions Copy() => (NoticeOptions)MemberwiseClone();

    internal void Declare(OptionVisitor visit)
    {
        HighWater = visit.Fraction(nameof(HighWater), HighWater, HighWater is > 0 and <= 1, $"more than 0, to 1");
        LowWater = visit.Fraction(nameof(LowWater), LowWater, LowWater >= 0 && LowWater < HighWater, $"0 to less than {nameof(HighWater)}");
        DropInterval = visit.Duration(nameof(DropInterval), DropInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1));
        ReportInterval = visit.Duration(
            nameof(ReportInterval), ReportInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1), TimeSpan.Zero, "zero for never");
    }
}
