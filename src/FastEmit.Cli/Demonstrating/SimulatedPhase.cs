namespace FastEmit.Cli.Demonstrating;

/// <summary>Which event a simulated session emits next.</summary>
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
