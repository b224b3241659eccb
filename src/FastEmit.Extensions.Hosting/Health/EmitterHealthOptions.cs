namespace FastEmit.Extensions.Hosting.Health;

/// <summary>The limits beyond which the health check of an emitter reports degraded. A closed circuit and an emitter without events are always healthy.</summary>
public sealed class EmitterHealthOptions
{
    /// <summary>The share of a ring that may be in use: more than 0, to 1. The default is 0.8.</summary>
    public double MaxRingFill { get; set; } = 0.8;

    /// <summary>How long the oldest event may wait for its confirmation; more than zero. The default is 30 s.</summary>
    public TimeSpan MaxUnconfirmedAge { get; set; } = TimeSpan.FromSeconds(30);

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    internal EmitterHealthOptions Validated()
    {
        if (MaxRingFill is not (> 0 and <= 1))
        {
            throw new ArgumentException($"{nameof(EmitterHealthOptions)}.{nameof(MaxRingFill)} is {MaxRingFill}; accepted: more than 0, to 1.");
        }

        return MaxUnconfirmedAge > TimeSpan.Zero || MaxUnconfirmedAge == Timeout.InfiniteTimeSpan
            ? this
            : throw new ArgumentException($"{nameof(EmitterHealthOptions)}.{nameof(MaxUnconfirmedAge)} is {MaxUnconfirmedAge}; accepted: more than zero, or infinite.");
    }
}
