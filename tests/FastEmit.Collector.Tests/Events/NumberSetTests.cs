using FastEmit.Collector.Events;

namespace FastEmit.Collector.Tests.Events;

public sealed class NumberSetTests
{
    [Fact]
    public void Add_NumbersNearlyInOrder_IsTheSetOfThemAndSaysWhichRangesChanged()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Random random = new(seed);
            NumberSet numbers = new();
            HashSet<long> expected = [];
            Dictionary<long, long> table = []; // As a store would keep it.
            for (int i = 0; i < 2000; i++)
            {
                long number = Math.Max(1, i + random.Next(-40, 10));
                (long first, long? gone) = numbers.Add(number);
                expected.Add(number);
                table.Remove(gone ?? 0);
                table[first] = numbers.RangeAt(first)!.Value.Last;
            }

            for (long number = 0; number < 2020; number++)
            {
                Assert.Equal(expected.Contains(number), numbers.Contains(number));
            }

            Assert.Equal(table.OrderBy(static range => range.Key).Select(static range => (range.Key, range.Value)), numbers.Ranges.ToArray());
            for (int i = 1; i < numbers.Ranges.Length; i++)
            {
                Assert.True(numbers.Ranges[i].First > numbers.Ranges[i - 1].Last + 1);
            }
        }
    }

    [Fact]
    public void Add_Ranges_IsTheirUnion()
    {
        Random random = new(1);
        for (int run = 0; run < 200; run++)
        {
            NumberSet numbers = new();
            HashSet<long> expected = [];
            for (int i = 0; i < 10; i++)
            {
                long first = random.Next(1, 200);
                long last = first + random.Next(30);
                numbers.Add(first, last);
                expected.UnionWith(Enumerable.Range((int)first, (int)(last - first + 1)).Select(static number => (long)number));
            }

            Assert.Equal(expected.Order(), Enumerable.Range(0, 300).Select(static number => (long)number).Where(numbers.Contains));
        }
    }

    [Fact]
    public void Add_MoreGapsThanAreKept_ForgetsTheLowestNumbers()
    {
        NumberSet numbers = new();
        for (long number = 2; number <= 2 * (NumberSet.Capacity + 10); number += 2)
        {
            numbers.Add(number);
        }

        Assert.Equal(NumberSet.Capacity, numbers.Ranges.Length);
        Assert.False(numbers.Contains(20));
        Assert.True(numbers.Contains(22));
        Assert.True(numbers.Contains(2 * (NumberSet.Capacity + 10)));
    }

    [Theory]
    [InlineData("0123456789abcdef-1", true)]
    [InlineData("ffffffffffffffff-9223372036854775806", true)]
    [InlineData("0123456789abcdef-01", false)]
    [InlineData("0123456789abcdef-0", false)]
    [InlineData("0123456789abcdef-9223372036854775807", false)]
    [InlineData("0123456789abcdef-99999999999999999999", false)]
    [InlineData("01a21b03e099232c5d777f0ccef674d36047", false)]
    public void TryParse_Id_TakesAnEmittersOnly(string id, bool expected) =>
        Assert.Equal(expected, Sequence.TryParse(System.Text.Encoding.ASCII.GetBytes(id), out _));

    [Fact]
    public void Contains_MoreLanesThanAreKept_KnowsThoseThatWereHeardLast()
    {
        SequenceTable table = new();
        for (ulong lane = 1; lane <= 3 * SequenceTable.Capacity; lane++)
        {
            table.Add(new Sequence(lane, 7));
            Assert.True(table.Contains(new Sequence(1, 7)));
        }

        Assert.True(table.Contains(new Sequence((2 * SequenceTable.Capacity) + 10, 7)));
        Assert.False(table.Contains(new Sequence(2, 7)));
    }
}
