namespace FastEmit.Resilience;

/// <summary>An input of the circuit's state machine.</summary>
internal enum CircuitSignal : byte
{
    /// <summary>As many consecutive failures as the threshold says.</summary>
    TripThresholdReached,

    /// <summary>The recovery time has passed and a lane wants to connect.</summary>
    BreakElapsed,

    /// <summary>The probe worked.</summary>
    ProbeSucceeded,

    /// <summary>The probe failed.</summary>
    ProbeFailed,

    /// <summary>The probe was cancelled or did not answer in time.</summary>
    ProbeAbandoned,

    /// <summary>An operator opens the circuit.</summary>
    OpenRequested,

    /// <summary>An operator closes the circuit.</summary>
    ResetRequested,
}
