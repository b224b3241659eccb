using System.Runtime.CompilerServices;

namespace FastEmit;

/// <summary>Dropped events by reason.</summary>
[InlineArray(ReasonCount)]
public struct DropCounts
{
    internal const int ReasonCount = (int)DropReason.Undelivered + 1;

    private long _first;

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
}
