namespace FastEmit;

/// <summary>
/// The truth about all events handed to an emitter so far, taken at the end of a flush:
/// <c>Queued = Confirmed + Pending + Dropped</c>.
/// </summary>
/// <param name="Completed">Whether everything that was queued before the flush began is confirmed.</param>
/// <param name="Queued">Events handed to the emitter since it was created.</param>
/// <param name="Confirmed">Events that the server process has received.</param>
/// <param name="Pending">Events that wait in the rings or are in flight.</param>
/// <param name="Dropped">Events dropped, by reason.</param>
/// <param name="Elapsed">How long the flush took.</param>
/// <param name="LastError">Why the server could not be reached the last time that it could not, or null.</param>
public readonly record struct FlushReport(
    bool Completed,
    long Queued,
    long Confirmed,
    long Pending,
    DropCounts Dropped,
    TimeSpan Elapsed,
    string? LastError);
