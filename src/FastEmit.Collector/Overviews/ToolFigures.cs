namespace FastEmit.Collector.Overviews;

/// <summary>One tool's calls of a day. For one thread.</summary>
internal sealed class ToolFigures
{
    /// <summary>Durations that are remembered; of more calls, those of the last so many.</summary>
    private const int MaxDurations = 50_000;

    private readonly List<float> _durations = [];
    private int _next;

    public long Calls { get; private set; }

    public long Failed { get; private set; }

    /// <summary>Takes in a call that has ended.</summary>
    /// <param name="milliseconds">Its duration, or a negative number.</param>
    /// <param name="success">Whether it succeeded, if it said so.</param>
    public void Add(double milliseconds, bool? success)
    {
        Calls++;
        Failed += success == false ? 1 : 0;
        if (milliseconds < 0 || !double.IsFinite(milliseconds))
        {
            return;
        }

        if (_durations.Count < MaxDurations)
        {
            _durations.Add((float)milliseconds);
        }
        else
        {
            _durations[_next] = (float)milliseconds;
            _next = (_next + 1) % MaxDurations;
        }
    }

    /// <summary>Median and 99th percentile in milliseconds, by the nearest rank below; null when no call said how long it took.</summary>
    public (double Median, double Tail)? Percentiles()
    {
        if (_durations.Count == 0)
        {
            return null;
        }

        float[] sorted = [.. _durations];
        Array.Sort(sorted);
        return (sorted[(sorted.Length - 1) / 2], sorted[(sorted.Length - 1) * 99 / 100]);
    }
}
