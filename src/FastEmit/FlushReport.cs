namespace FastEmit;

/// <summary>
/// The truth about all events handed to an emitter so far, taken at the end of a flush:
/// <c>Offered = Confirmed + Written + Pending + FellBack + Dropped</c>.
/// </summary>
/// <param name="Completed">
/// Whether nothing that was queued before the flush began is pending any more. After a close: whether everything is confirmed or written.
/// </param>
/// <param name="Offered">Events handed to the emitter since it was created.</param>
/// <param name="Confirmed">Events that the server process has received: its answers prove it.</param>
/// <param name="Written">Events written to a connection that proves nothing: under at-most-once, or to a server without pongs.</param>
/// <param name="Pending">Events that wait in the rings or are in flight.</param>
/// <param name="FellBack">Events that the fallback has taken.</param>
/// <param name="Dropped">Events that are lost, by reason.</param>
/// <param name="Elapsed">How long the flush took.</param>
/// <param name="LastError">Why the server could not be reached the last time that it could not, or null.</param>
public readonly record struct FlushReport(
    bool Completed,
    long Offered,
    long Confirmed,
    long Written,
    long Pending,
    long FellBack,
    DropCounts Dropped,
    TimeSpan Elapsed,
    string? LastError);
