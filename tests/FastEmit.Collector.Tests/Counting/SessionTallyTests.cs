using System.Text;
using FastEmit.Collector.Counting;

namespace FastEmit.Collector.Tests.Counting;

public sealed class SessionTallyTests
{
    [Fact]
    public void Publish_ManyMoreNamesThanSlotsInterleaved_CountsEachExactly()
    {
        var shared = new EventTally();
        var tally = new SessionTally(shared);
        byte[][] names = [.. Enumerable.Range(0, 3000).Select(i => Encoding.UTF8.GetBytes($"\"name{i}\""))];

        for (int round = 0; round < 3; round++)
        {
            foreach (byte[] name in names)
            {
                tally.Count("/"u8, name);
                tally.Count("/hook"u8, names[7]);
            }

            tally.Publish();
        }

        Assert.Equal(3001, shared.Read().Count);
        Assert.All(shared.Read(), count => Assert.Equal(count.Namespace == "/" ? 3 : 9000, count.Events));
    }

    [Fact]
    public void Publish_NothingCounted_AddsNothing()
    {
        var shared = new EventTally();
        var tally = new SessionTally(shared);
        tally.Count("/"u8, "\"a\""u8);

        tally.Publish();
        tally.Publish();

        Assert.Equal([new EventCount("/", "a", 1)], shared.Read());
    }

    [Fact]
    public void Count_SameNameInOtherWriting_CountsTogether()
    {
        var shared = new EventTally();
        var tally = new SessionTally(shared);

        tally.Count("/"u8, "\"a\""u8);
        tally.Count("/"u8, "\"\\u0061\""u8);
        tally.Publish();

        Assert.Equal([new EventCount("/", "a", 2)], shared.Read());
    }

    [Fact]
    public void Get_TooManyNames_CountsTheRestTogether()
    {
        var shared = new EventTally();
        for (int i = 0; i < 10_010; i++)
        {
            shared.Get("/"u8, Encoding.UTF8.GetBytes($"\"name{i}\"")).Add(1);
        }

        IReadOnlyList<EventCount> counts = shared.Read();

        Assert.Equal(10_001, counts.Count);
        Assert.Equal(new EventCount("*", "*", 10), counts[^1]);
    }
}
