using FastEmit.Events;

namespace FastEmit.Tests.Events;

public sealed class PartitionHashTests
{
    public static TheoryData<string, Func<int, uint>> Keys => new()
    {
        { "numbers", static number => PartitionHash.Of((ulong)number) },
        { "short text", static number => PartitionHash.Of($"{number}") },
        { "text with a number at its end", static number => PartitionHash.Of($"3f0c1f3e-8a1b-4b2c-9d3e-{number:x12}") },
        { "text with a number at its beginning", static number => PartitionHash.Of($"{number:x8}-8a1b-4b2c-9d3e-1234567890ab") },
        { "Guids that count", static number => PartitionHash.Of(new Guid(number, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)) },
        { "bytes", static number => PartitionHash.Of(BitConverter.GetBytes(number * 0x1_0000_0001L)) },
    };

    /// <summary>Every lane gets its share, however many there are: within a tenth of it, of keys that differ in little.</summary>
    [Theory]
    [MemberData(nameof(Keys))]
    public void Of_KeysThatDifferInLittle_SpreadOverTheLanes(string keys, Func<int, uint> hash)
    {
        const int Count = 50_000;
        foreach (int lanes in (int[])[2, 3, 5, 16])
        {
            int[] shares = new int[lanes];
            for (int number = 0; number < Count; number++)
            {
                shares[PartitionHash.Lane(hash(number), lanes)]++;
            }

            Assert.All(shares, share => Assert.True(
                Math.Abs(share - (Count / lanes)) < Count / lanes / 10, $"{keys}, {lanes} lanes: {string.Join(' ', shares)}"));
        }
    }

    /// <summary>A ring file that is resumed by a later version finds its keys on the same lanes.</summary>
    [Fact]
    public void Of_AnyVersion_IsTheSame() => Assert.Equal(
        [0u, 38562321u, 517596596u, 221130524u, 3278308140u],
        [
            PartitionHash.Of(""),
            PartitionHash.Of("abc"),
            PartitionHash.Of("3f0c1f3e-8a1b-4b2c-9d3e-1234567890ab"),
            PartitionHash.Of(42UL),
            PartitionHash.Of(new Guid("3f0c1f3e-8a1b-4b2c-9d3e-1234567890ab")),
        ]);

    [Fact]
    public void Of_NoKey_IsThatOfAnEmptyOne() => Assert.Equal(PartitionHash.Of(""), PartitionHash.Of((string?)null));
}
