namespace FastEmit.Cli.Stressing;

/// <summary>The resources that the process had used at a number of delivered events.</summary>
/// <param name="Delivered">The events confirmed or written by then.</param>
/// <param name="AllocatedBytes">Managed memory allocated by all threads since the process began.</param>
/// <param name="CpuTime">Processor time of all threads, user and system, since the process began.</param>
internal readonly record struct ResourceReading(long Delivered, long AllocatedBytes, TimeSpan CpuTime)
{
    /// <summary>Takes a reading. Stops all threads briefly, for the exact count of allocated bytes.</summary>
    public static ResourceReading Take(long delivered) =>
        new(delivered, GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime);

    /// <summary>Bytes allocated per event delivered since <paramref name="earlier"/>; null when there are none.</summary>
    public double? AllocatedBytesPerEventSince(in ResourceReading earlier) =>
        PerEvent(AllocatedBytes - earlier.AllocatedBytes, Delivered - earlier.Delivered);

    /// <summary>Processor time in microseconds per event delivered since <paramref name="earlier"/>; null when there are none.</summary>
    public double? CpuMicrosecondsPerEventSince(in ResourceReading earlier) =>
        PerEvent((CpuTime - earlier.CpuTime).TotalMicroseconds, Delivered - earlier.Delivered);

    private static double? PerEvent(double amount, long events) => events > 0 ? amount / events : null;
}
