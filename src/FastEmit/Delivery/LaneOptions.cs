namespace FastEmit.Delivery;

/// <summary>The options that a lane needs, validated and in the units that it computes with.</summary>
internal sealed record LaneOptions
{
    public required int RingCapacity { get; init; }

    public required int MaxInFlightBytes { get; init; }

    public required TimeSpan BatchWindow { get; init; }

    public required int MaxBatchSize { get; init; }

    public required bool AtMostOnce { get; init; }

    public required TimeSpan JoinTimeout { get; init; }

    public required TimeSpan CloseTimeout { get; init; }

    public required TimeSpan ReconnectDelay { get; init; }

    public required TimeSpan ReconnectDelayMax { get; init; }

    public required double ReconnectJitter { get; init; }
}
