namespace FastEmit.Load.Rows;

/// <summary>What one size costs.</summary>
/// <param name="Size">The size, in the curve's unit.</param>
/// <param name="EventsPerSecond">Counted at the server.</param>
/// <param name="CpuMicroseconds">Processor time of the curve's program, for each event.</param>
/// <param name="MemoryBytes">The most of it that was resident.</param>
/// <param name="AnswerMilliseconds">Until the collector has answered the curve's request; null where nobody asks.</param>
internal sealed record GrowthPoint(int Size, double EventsPerSecond, double? CpuMicroseconds, double MemoryBytes, double? AnswerMilliseconds = null);
