namespace FastEmit.Delivery;

/// <summary>The options that a lane needs, validated and in the units that it computes with.</summary>
internal sealed record LaneOptions
{
    public required int RingCapacity { get; init; }

    public required int MaxInFlightBytes { get; init; }

    public required TimeSpan BatchWindow { get; init; }

    public required int MaxBatchSize { get; init; }

    public required int MaxBatchBytes { get; init; }

    public required DeliveryGuarantee Delivery { get; init; }

    public required TimeSpan WatermarkTimeout { get; init; }

    public required TimeSpan AckTimeout { get; init; }

    /// <summary>The name of the array event, as JSON, or empty.</summary>
    public required byte[] Envelope { get; init; }

    /// <summary>What begins every batch id, or null for none.</summary>
    public required string? BatchIdPrefix { get; init; }

    /// <summary>Bytes that a message may have beyond its event's packet: acknowledgement id, batch id, envelope.</summary>
    public int WireOverhead =>
        (Delivery == DeliveryGuarantee.Acknowledged ? 20 : 0)
        + (BatchIdPrefix is null ? 0 : BatchIdPrefix.Length + 48)
        + (Envelope.Length == 0 ? 0 : Envelope.Length + 8);

    /// <summary>What the metrics call the emitter.</summary>
    public string EmitterName { get; init; } = "default";

    public required TimeSpan JoinTimeout { get; init; }

    public required TimeSpan CloseTimeout { get; init; }

    public required TimeSpan ReconnectDelay { get; init; }

    public required TimeSpan ReconnectDelayMax { get; init; }

    public required double ReconnectJitter { get; init; }
}
