using System.Globalization;

namespace FastEmit.Load.Reporting;

/// <summary>Figures as the reports write them.</summary>
internal static class Figures
{
    /// <summary>A dash for what was not measured.</summary>
    public static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";

    /// <summary>Bytes in whole mebibytes.</summary>
    public static string Mebibytes(double bytes) => Number(bytes / (1 << 20), "#,0") + " MiB";

    /// <summary>From 10 µs on in whole microseconds.</summary>
    public static string Nanoseconds(double? value) => value switch
    {
        null => "–",
        < 10_000 => Number(value, "#,0") + " ns",
        _ => Number(value / 1000, "#,0") + " µs",
    };
}
