namespace FastEmit.Options;

/// <summary>The pauses between attempts to connect, while the circuit is closed. The number of attempts has no limit.</summary>
public sealed class ReconnectOptions
{
    /// <summary>The pause before the first reconnect; it doubles with each failure: 1 ms to one hour.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest pause between reconnects: <see cref="Delay"/> to one hour.</summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How far a pause is spread at random, as a fraction of it: 0 to 1.</summary>
    public double Jitter { get; set; } = 0.2;

    internal ReconnectOptions Copy() => (ReconnectOptions)MemberwiseClone();

    internal void Declare(OptionVisitor visit)
    {
        Delay = visit.Duration(nameof(Delay), Delay, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1));
        MaxDelay = visit.Duration(nameof(MaxDelay), MaxDelay, Delay, TimeSpan.FromHours(1));
        Jitter = visit.Fraction(nameof(Jitter), Jitter, Jitter is >= 0 and <= 1, $"0 to 1");
    }
}
