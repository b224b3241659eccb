namespace FastEmit;

/// <summary>Whether <c>Emit</c> buffers or rejects events while the circuit is open.</summary>
public enum CircuitOpenPolicy : byte
{
    /// <summary>Keep the event in the ring until the server is back.</summary>
    Buffer = 0,

    /// <summary>Refuse the event at once with <see cref="EmitResult.CircuitOpen"/>.</summary>
    Reject,
}
