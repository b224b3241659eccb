using FastEmit.Load.Clients;

namespace FastEmit.Load.Rows;

/// <summary>What one process of a row did.</summary>
internal readonly record struct RowRun(double EventsPerSecond, ClientReport Client);
