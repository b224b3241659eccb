namespace FastEmit.Load.Servers;

/// <summary>What arrived at a server.</summary>
/// <param name="Events">The events counted.</param>
/// <param name="Seconds">From the first event to the last one expected; zero when that was not asked.</param>
internal readonly record struct Arrival(long Events, double Seconds);
