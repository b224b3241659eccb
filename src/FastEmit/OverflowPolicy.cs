using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace FastEmit;

/// <summary>How <c>Emit</c> handles an event when the ring has no room for it (<see cref="HookEmitterOptions.Overflow"/>).</summary>
public readonly record struct OverflowPolicy
{
    private OverflowPolicy(OverflowKind kind, TimeSpan timeout)
    {
        Kind = kind;
        Timeout = timeout;
    }

    /// <summary>The event is dropped (<see cref="EmitResult.RingFull"/>); the events in the ring stay. The default.</summary>
    public static OverflowPolicy DropNewest => default;

    /// <summary>
    /// The event goes to <see cref="HookEmitterOptions.Fallback"/> (<see cref="EmitResult.HandedToFallback"/>) by way of
    /// a queue of <see cref="Options.RingOptions.Capacity"/> bytes; when that is full too, it is dropped
    /// (<see cref="EmitResult.RingFull"/>). The producer is not blocked.
    /// </summary>
    /// <remarks>The events at the server and those at the fallback have no common order.</remarks>
    public static OverflowPolicy Fallback { get; } = new(OverflowKind.Fallback, TimeSpan.Zero);

    /// <summary>How long a producer may be blocked; zero when it is not.</summary>
    public TimeSpan Timeout { get; }

    internal OverflowKind Kind { get; }

    /// <summary>Whether the time of a wait is within its range.</summary>
    internal bool IsAccepted =>
        Kind != OverflowKind.Wait
        || Timeout == System.Threading.Timeout.InfiniteTimeSpan
        || (Timeout >= TimeSpan.FromMilliseconds(1) && Timeout <= TimeSpan.FromHours(1));

    /// <summary>
    /// The producer is blocked until there is room, the timeout has passed (the event is then dropped with
    /// <see cref="EmitResult.RingFull"/>) or the emitter is closed. This is the only case in which <c>Emit</c> blocks.
    /// </summary>
    /// <remarks>
    /// Waiting threads get room in the order of their calls. A later thread may overtake them when the sender has just
    /// made room.
    /// </remarks>
    /// <param name="timeout">1 ms to one hour, or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>; checked when the emitter is created.</param>
    public static OverflowPolicy Wait(TimeSpan timeout) => new(OverflowKind.Wait, timeout);

    /// <summary>Reads a policy as <see cref="ToString"/> writes it, for configuration files. Case does not matter.</summary>
    /// <param name="text"><c>DropNewest</c>, <c>Fallback</c>, or <c>Wait(00:00:01)</c>.</param>
    /// <param name="policy">The policy, when the text is one.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out OverflowPolicy policy)
    {
        const string wait = "Wait(";
        ReadOnlySpan<char> trimmed = text.AsSpan().Trim();
        if (trimmed.StartsWith(wait, StringComparison.OrdinalIgnoreCase) && trimmed.EndsWith(")", StringComparison.Ordinal))
        {
            bool isTime = TimeSpan.TryParse(trimmed[wait.Length..^1], CultureInfo.InvariantCulture, out TimeSpan timeout);
            policy = isTime ? Wait(timeout) : default;
            return isTime;
        }

        policy = trimmed.Equals(nameof(Fallback), StringComparison.OrdinalIgnoreCase) ? Fallback : DropNewest;
        return policy == Fallback || trimmed.Equals(nameof(DropNewest), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The policy as it is written in code: <c>DropNewest</c>, <c>Wait(00:00:01)</c>.</summary>
    public override string ToString() => Kind == OverflowKind.Wait ? $"{Kind}({Timeout})" : $"{Kind}";
}

/// <summary>The kinds of <see cref="OverflowPolicy"/>.</summary>
internal enum OverflowKind : byte
{
    DropNewest = 0,
    Wait,
    Fallback,
}
