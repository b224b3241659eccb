namespace FastEmit.Load.Rows;

/// <summary>Medians.</summary>
internal static class Median
{
    /// <summary>The middle value; of an even number of them the upper one.</summary>
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>The same of what is present; null when nothing is.</summary>
    public static double? OfPresent(IEnumerable<double?> values)
    {
        double[] present = [.. values.OfType<double>()];
        return present.Length == 0 ? null : Of(present);
    }
}
