namespace FastEmit.Load.Servers;

/// <summary>What arrived at a server.</summary>
/// <param name="Events">The events counted: after the first tenth of those expected, in which clients connect and compile.</param>
/// <param name="Seconds">How long these took; zero when that was not asked.</param>
internal readonly record struct Arrival(long Events, double Seconds);
