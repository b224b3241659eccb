using System.Globalization;

namespace FastEmit.Cli.Reporting;

/// <summary>Formats numbers for people: grouped digits, the same in every locale.</summary>
internal static class Figures
{
    /// <summary>A count: <c>1,234,567</c>.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A rate per second, without decimals.</summary>
    public static string Rate(double perSecond) => perSecond.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A measured value with up to <paramref name="decimals"/> decimals.</summary>
    public static string Measure(double value, int decimals = 2) =>
        value.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>A duration in seconds: <c>1.234 s</c>.</summary>
    public static string Seconds(TimeSpan duration) => $"{Measure(duration.TotalSeconds, 3)} s";

    /// <summary>An amount of bytes in the largest binary unit that leaves a whole part: <c>3.2 MiB</c>.</summary>
    public static string Bytes(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return $"{Measure(value, unit == 0 ? 0 : 1)} {units[unit]}";
    }
}
