namespace FastEmit.Collector;

/// <summary>Where a typed event came from, and how to answer it. Valid during the handler's call only.</summary>
public readonly ref struct EventContext
{
    internal EventContext(in ReceivedEvent received) => Received = received;

    /// <summary>The event as it came over the wire.</summary>
    public ReceivedEvent Received { get; }

    /// <summary>The connection to answer on; null when the event came as an HTTP request of its own.</summary>
    public CollectorConnection? Connection => Received.Connection;

    /// <summary>Whether the client waits for an acknowledgement.</summary>
    public bool ExpectsAck => Received.ExpectsAck;

    /// <inheritdoc cref="ReceivedEvent.Acknowledge"/>
    public void Acknowledge(ReadOnlySpan<byte> argumentsJson = default) => Received.Acknowledge(argumentsJson);
}
