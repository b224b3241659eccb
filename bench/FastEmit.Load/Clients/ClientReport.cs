namespace FastEmit.Load.Clients;

/// <summary>What a client's process tells of itself, after its first tenth of events: compiling and connecting are not counted.</summary>
/// <param name="CpuMicrosecondsPerEvent">Processor time of all threads, user and system.</param>
/// <param name="AllocatedBytesPerEvent">Managed memory, of all threads; null where there is none.</param>
/// <param name="PeakMemoryBytes">The most that was resident.</param>
/// <param name="EmitNanoseconds">How long the call took that emits, of every 61st.</param>
/// <param name="Seconds">Until the last event was confirmed; 0 where the program does not say.</param>
internal sealed record ClientReport(
    double? CpuMicrosecondsPerEvent,
    double? AllocatedBytesPerEvent,
    long PeakMemoryBytes,
    EmitLatency? EmitNanoseconds,
    double Seconds = 0);
