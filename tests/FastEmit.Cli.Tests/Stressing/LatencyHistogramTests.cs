using CsCheck;
using FastEmit.Cli.Stressing;

namespace FastEmit.Cli.Tests.Stressing;

public sealed class LatencyHistogramTests
{
    private static readonly double[] Fractions = [0, 0.01, 0.5, 0.9, 0.99, 0.999, 1];

    [Fact]
    public void Percentile_NothingRecorded_IsZero()
    {
        var histogram = new LatencyHistogram();

        Assert.Equal(0, histogram.Percentile(0.5));
        Assert.Equal(0, histogram.Max);
    }

    [Fact]
    public void Percentile_SmallValues_AreExact()
    {
        var histogram = new LatencyHistogram();
        for (int value = 0; value < 64; value++)
        {
            histogram.Record(value);
        }

        Assert.Equal(31, histogram.Percentile(0.5));
        Assert.Equal(63, histogram.Percentile(1));
        Assert.Equal(64, histogram.Count);
    }

    [Fact]
    public void Percentile_AnyValues_IsWithinOneThirtySecondAboveTheTrueOne() =>
        Gen.OneOf(100, 100_000, 10_000_000_000, long.MaxValue).SelectMany(static limit => Gen.Long[0, limit - 1].Array[1, 2000]).Sample(
            static values =>
            {
                var histogram = new LatencyHistogram();
                Assert.All(values, histogram.Record);
                long[] sorted = [.. values.Order()];
                foreach (double fraction in Fractions)
                {
                    long exact = sorted[Math.Max(0, (int)Math.Ceiling(fraction * sorted.Length) - 1)];
                    Assert.InRange((double)histogram.Percentile(fraction), exact, exact * (1 + (1 / 32.0)));
                }

                Assert.Equal(sorted[^1], histogram.Max);
                Assert.Equal(sorted[^1], histogram.Percentile(1));
            },
            iter: 100);

    [Theory]
    [InlineData(63, 64)]
    [InlineData(64, 66)]
    [InlineData(1023, 1024)]
    public void Record_NeighboursAcrossABucketBoundary_StayApart(long below, long above)
    {
        var histogram = new LatencyHistogram();
        histogram.Record(below);
        histogram.Record(above);

        Assert.True(histogram.Percentile(0.5) < histogram.Percentile(1));
    }

    [Fact]
    public void Record_Negative_CountsAsZero()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(-5); // the cost of the clock is subtracted, and may be more than was measured

        Assert.Equal(1, histogram.Count);
        Assert.Equal(0, histogram.Percentile(1));
    }

    [Fact]
    public void Merge_TwoHistograms_EqualsRecordingAllInOne()
    {
        var one = new LatencyHistogram();
        var other = new LatencyHistogram();
        var all = new LatencyHistogram();
        for (int value = 1; value < 5000; value++)
        {
            (value % 3 == 0 ? one : other).Record(value * 17);
            all.Record(value * 17);
        }

        one.Merge(other);

        Assert.Equal(all.Count, one.Count);
        Assert.Equal(all.Max, one.Max);
        Assert.All(Fractions, fraction => Assert.Equal(all.Percentile(fraction), one.Percentile(fraction)));
    }

    [Fact]
    public void Record_AnyValue_AllocatesNothing()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        histogram.Record(123_456_789);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
