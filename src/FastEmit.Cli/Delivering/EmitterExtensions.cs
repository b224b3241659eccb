using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Reporting;

namespace FastEmit.Cli.Delivering;

/// <summary>Operations on the emitter that all emitting verbs share.</summary>
internal static class EmitterExtensions
{
    /// <summary>Creates the emitter that the command line described.</summary>
    /// <exception cref="UsageException">The options are not accepted, or the ring file cannot be used.</exception>
    public static HookEmitter CreateEmitter(this HookEmitterOptions options)
    {
        // The verbs flush with their own timeout; waiting longer would only delay the report.
        options.ShutdownTimeout = TimeSpan.Zero;
        try
        {
            return HookEmitter.Create(options);
        }
        catch (Exception exception) when (exception is ArgumentException or RingFileException)
        {
            throw new UsageException(exception.Message);
        }
    }

    /// <summary>The size of the smallest lane's ring in bytes. A ring file keeps its original capacity; the options do not change it.</summary>
    public static long SmallestRing(this HookEmitter emitter) =>
        Enumerable.Range(0, emitter.GetStats().MaxConnections).Min(lane => emitter.GetLaneStats(lane).RingCapacity);

    /// <summary>
    /// Waits until everything is confirmed, as long as confirmations arrive.
    /// </summary>
    /// <param name="emitter">The emitter.</param>
    /// <param name="patience">The longest time without any confirmation.</param>
    /// <param name="abandon">Ends the wait early, without an error.</param>
    public static async Task FlushPatientlyAsync(this HookEmitter emitter, TimeSpan patience, CancellationToken abandon)
    {
        try
        {
            FlushReport report;
            long before;
            do
            {
                before = emitter.GetStats().Delivered;
                report = await emitter.FlushAsync(patience, abandon);
            }
            while (!report.Completed && report.Confirmed + report.Written > before);
        }
        catch (OperationCanceledException) when (abandon.IsCancellationRequested)
        {
            // The counters show the progress.
        }
    }
}
