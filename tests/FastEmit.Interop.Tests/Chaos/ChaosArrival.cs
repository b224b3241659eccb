namespace FastEmit.Interop.Tests.Chaos;

/// <summary>An event as a server's handler saw it.</summary>
/// <param name="Connection">The connection that carried it.</param>
/// <param name="Series">Its series, which is its partition.</param>
/// <param name="Number">Its place in the series.</param>
/// <param name="EventId">What tells it from every other event.</param>
internal readonly record struct ChaosArrival(string Connection, int Series, int Number, string EventId);
