using System.Numerics;

namespace FastEmit.Cli.Stressing;

/// <summary>
/// Counts durations in buckets whose width is at most 1/32 of their value, from 1 ns to 292 years. Recording allocates
/// nothing. For one thread; merge to combine threads.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBucketBits = 5; // 32 buckets per power of two: an error of at most 3.1 %
    private const int SubBuckets = 1 << SubBucketBits;
    private const int LongBits = 63;

    private readonly long[] _counts = new long[(LongBits - SubBucketBits + 1) * SubBuckets];

    /// <summary>The durations recorded.</summary>
    public long Count { get; private set; }

    /// <summary>The longest duration recorded, exactly, in nanoseconds.</summary>
    public long Max { get; private set; }

    /// <summary>Records a duration; a negative one counts as zero.</summary>
    public void Record(long nanoseconds)
    {
        nanoseconds = Math.Max(nanoseconds, 0);
        _counts[BucketOf(nanoseconds)]++;
        Count++;
        Max = Math.Max(Max, nanoseconds);
    }

    /// <summary>Adds the records of <paramref name="other"/>.</summary>
    public void Merge(LatencyHistogram other)
    {
        for (int bucket = 0; bucket < _counts.Length; bucket++)
        {
            _counts[bucket] += other._counts[bucket];
        }

        Count += other.Count;
        Max = Math.Max(Max, other.Max);
    }

    /// <summary>The percentile in nanoseconds: a <paramref name="fraction"/> of the recorded durations is not longer. Zero without records.</summary>
    public long Percentile(double fraction)
    {
        long rank = Math.Max(1, (long)Math.Ceiling(fraction * Count));
        long seen = 0;
        for (int bucket = 0; bucket < _counts.Length; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= rank)
            {
                return Math.Min(HighestOf(bucket), Max);
            }
        }

        return Max;
    }

    /// <summary>Values below 64 have buckets of their own; above, the five bits after the leading one choose among 32.</summary>
    private static int BucketOf(long value)
    {
        int shift = Math.Max(0, BitOperations.Log2((ulong)value) - SubBucketBits);
        return (shift << SubBucketBits) + (int)(value >> shift);
    }

    private static long HighestOf(int bucket)
    {
        int shift = Math.Max(0, (bucket >> SubBucketBits) - 1);
        long subBucket = bucket - ((long)shift << SubBucketBits);
        return (long)(((ulong)(subBucket + 1) << shift) - 1);
    }
}
