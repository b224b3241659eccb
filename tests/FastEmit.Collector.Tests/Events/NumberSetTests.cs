using CsCheck;
using FastEmit.Collector.Events;

namespace FastEmit.Collector.Tests.Events;

public sealed class NumberSetTests
{
    [Fact]
    public void Add_NumbersNearlyInOrder_IsTheSetOfThemAndSaysWhichRangesChanged() =>
        Gen.Int[-40, 9].Array[0, 2000].Sample(
            static shifts =>
            {
                NumberSet numbers = new();
                HashSet<long> expected = [];
                Dictionary<long, long> table = []; // As a store would keep it.
                for (int i = 0; i < shifts.Length; i++)
                {
                    long number = Math.Max(1, i + shifts[i]);
                    (long first, long? gone) = numbers.Add(number);
                    expected.Add(number);
                    table.Remove(gone ?? 0);
                    table[first] = numbers.RangeAt(first)!.Value.Last;
                }

                Assert.Equal(expected.Order(), Enumerable.Range(0, 2020).Select(static number => (long)number).Where(numbers.Contains));
                Assert.Equal(table.OrderBy(static range => range.Key).Select(static range => (range.Key, range.Value)), numbers.Ranges.ToArray());
                for (int i = 1; i < numbers.Ranges.Length; i++)
                {
                    Assert.True(numbers.Ranges[i].First > numbers.Ranges[i - 1].Last + 1);
                }
            },
            iter: 20);

    [Fact]
    public void Add_NumbersOfEventsNearlyInOrder_IsTheSetOfThem() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[0, 1], Gen.Int[-40, 9]).Array[1, 1000].Sample(
            static steps =>
            {
                List<Sequence> events = [];
                foreach ((int count, int gap, int _) in steps)
                {
                    events.Add(new Sequence(1, events.Count == 0 ? 1 : events[^1].Last + 1 + gap, count));
                }

                NumberSet numbers = new();
                HashSet<long> added = [];
                for (int i = 0; i < steps.Length; i++)
                {
                    Sequence sequence = events[Math.Clamp(i + steps[i].Item3, 0, events.Count - 1)];
                    Assert.Equal(!added.Add(sequence.First), numbers.Contains(sequence.First));
                    numbers.Add(sequence);
                }

                Assert.All(events, sequence => Assert.Equal(added.Contains(sequence.First), numbers.Contains(sequence.Last)));
            },
            iter: 20);

    [Fact]
    public void Add_NumbersThatNoEmitterMakes_LeavesRangesInOrderWithGapsBetweenAndSaysWhichChanged() =>
        Gen.Select(Gen.Int[1, 300], Gen.Int[1, 60]).Array[0, 50].Sample(
            static added =>
            {
                NumberSet numbers = new();
                Dictionary<long, long> table = []; // As a store would keep it.
                foreach ((int number, int count) in added)
                {
                    (long first, long? gone) = numbers.Add(new Sequence(1, number, count));
                    table.Remove(gone ?? 0);
                    table[first] = numbers.RangeAt(first)!.Value.Last;
                }

                Assert.Equal(table.OrderBy(static range => range.Key).Select(static range => (range.Key, range.Value)), numbers.Ranges.ToArray());
                for (int i = 1; i < numbers.Ranges.Length; i++)
                {
                    Assert.True(numbers.Ranges[i].First > numbers.Ranges[i - 1].Last + 1);
                }
            },
            iter: 200);

    [Fact]
    public void Add_Ranges_IsTheirUnion() =>
        Gen.Select(Gen.Int[1, 200], Gen.Int[1, 30]).Array[0, 10].Sample(
            static ranges =>
            {
                NumberSet numbers = new();
                HashSet<long> expected = [];
                foreach ((int first, int count) in ranges)
                {
                    numbers.Add(first, first + count - 1);
                    expected.UnionWith(Enumerable.Range(first, count).Select(static number => (long)number));
                }

                Assert.Equal(expected.Order(), Enumerable.Range(0, 300).Select(static number => (long)number).Where(numbers.Contains));
            },
            iter: 200);

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
    [InlineData("0123456789abcdef-9223372036854775802+5", true)]
    [InlineData("0123456789abcdef-9223372036854775803+5", false)]
    [InlineData("0123456789abcdef-1+33554432", true)]
    [InlineData("0123456789abcdef-1+33554433", false)]
    [InlineData("0123456789abcdef-1+0", false)]
    [InlineData("0123456789abcdef-1+01", false)]
    [InlineData("0123456789abcdef-1+1+1", false)]
    [InlineData("0123456789abcdef-1+", false)]
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
