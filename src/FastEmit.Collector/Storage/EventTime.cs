namespace FastEmit.Collector.Storage;

/// <summary>Points in time as microseconds since 1970, which sort, fit a column and survive JSON numbers until the year 2255.</summary>
internal static class EventTime
{
    public static long ToMicroseconds(DateTimeOffset time) => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicroseconds(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
