namespace FastEmit.Collector.Observing;

/// <summary>The last report of an emitter.</summary>
/// <param name="Id">The emitter.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="ReceivedAt">When: a timestamp of the collector's clock.</param>
/// <param name="Interval">How often it reports.</param>
/// <param name="Json">All of it, a JSON object.</param>
internal sealed record EmitterReport(string Id, string Name, long ReceivedAt, TimeSpan Interval, byte[] Json);
