using System.Runtime.CompilerServices;

namespace FastEmit;

/// <summary>Dropped events by reason.</summary>
[InlineArray(ReasonCount)]
public struct DropCounts : IEquatable<DropCounts>
{
    internal const int ReasonCount = (int)DropReason.Expired + 1;

    private long _first;

    /// <summary>Counts as a test's double reports them.</summary>
    /// <param name="counts">A count for each reason that has one; those of one reason are added.</param>
    public DropCounts(params ReadOnlySpan<(DropReason Reason, long Count)> counts)
    {
        foreach ((DropReason reason, long count) in counts)
        {
            this[reason] += count;
        }
    }

    /// <summary>Every reason, in the order of the enumeration.</summary>
    public static IReadOnlyList<DropReason> Reasons { get; } = Enum.GetValues<DropReason>();

    /// <summary>The events dropped for <paramref name="reason"/>.</summary>
    public long this[DropReason reason]
    {
        readonly get => this[(int)reason];
        internal set => this[(int)reason] = value;
    }

    /// <summary>The events dropped for any reason.</summary>
    public readonly long Total
    {
        get
        {
            long total = 0;
            foreach (long count in this)
            {
                total += count;
            }

            return total;
        }
    }

    /// <summary>Whether both hold the same counts.</summary>
    public static bool operator ==(DropCounts left, DropCounts right) => left.Equals(right);

    /// <summary>Whether the two differ in any count.</summary>
    public static bool operator !=(DropCounts left, DropCounts right) => !left.Equals(right);

    /// <inheritdoc/>
    public readonly bool Equals(DropCounts other) => ((ReadOnlySpan<long>)this).SequenceEqual(other);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is DropCounts other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => Total.GetHashCode();

    /// <summary>The reasons that have a count, such as <c>RingFull: 3, Closed: 1</c>; <c>none</c> when nothing was dropped.</summary>
    public override readonly string ToString()
    {
        DropCounts counts = this;
        string text = string.Join(", ", Reasons.Where(reason => counts[reason] != 0).Select(reason => $"{reason}: {counts[reason]}"));
        return text.Length == 0 ? "none" : text;
    }
}
