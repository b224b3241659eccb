namespace FastEmit.Load.Rows;

/// <summary>What one size costs.</summary>
/// <param name="Size">The size, in the curve's unit.</param>
/// <param name="EventsPerSecond">Counted at the server.</param>
/// <param name="CpuMicroseconds">Processor time of the client, for each event.</param>
/// <param name="PeakMemoryBytes">The most of the client that was resident.</param>
internal sealed record GrowthPoint(int Size, double EventsPerSecond, double? CpuMicroseconds, double PeakMemoryBytes);
