namespace FastEmit.Options;

/// <summary>How long one namespace or one event may hold up the others of its lane.</summary>
public sealed class IsolationOptions
{
    /// <summary>
    /// How long events of a namespace that the server refuses, disconnects again and again, or never answers for, may hold up
    /// the other events of their lane: zero to one day, or infinite for ever. Then they go to <see cref="HookEmitterOptions.Fallback"/>, or without
    /// one are dropped (<see cref="DropReason.NamespaceRefused"/>), until the server grants the namespace, for which it is asked
    /// again and again. Events that delay no others wait in the ring, up to seven eighths of it.
    /// </summary>
    public TimeSpan RefusedNamespaceTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many connections an event may end while it is the only one on the way: 0 to 1,000, zero for any number. A handler that
    /// takes the server down, or disconnects, at an event would otherwise keep everything behind it from arriving. Then the event
    /// goes to <see cref="HookEmitterOptions.Fallback"/>, or without one is dropped (<see cref="DropReason.Poisoned"/>), and the others follow in order.
    /// </summary>
    /// <remarks>
    /// Sessions in which nothing is confirmed count as failures of the circuit. Those in which one event is tried alone do not, unless this
    /// is zero. Under at-most-once nothing is sent twice, and nothing tried.
    /// </remarks>
    public int PoisonAttempts { get; set; } = 5;

    internal IsolationOptions Copy() => (IsolationOptions)MemberwiseClone();

    internal void Declare(OptionVisitor visit)
    {
        RefusedNamespaceTimeout = visit.Duration(
            nameof(RefusedNamespaceTimeout), RefusedNamespaceTimeout, TimeSpan.Zero, TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan, "infinite for ever");
        PoisonAttempts = visit.Number(nameof(PoisonAttempts), PoisonAttempts, 0, 1_000);
    }
}
