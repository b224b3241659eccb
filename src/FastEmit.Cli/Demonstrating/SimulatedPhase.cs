namespace FastEmit.Cli.Demonstrating;

/// <summary>The next event of a simulated session.</summary>
internal enum SimulatedPhase
{
    Starting,
    Prompted,
    ToolStarting,
    ToolFinished,
    SubagentStopped,
    Notifying,
    Stopping,
    Ending,
}
