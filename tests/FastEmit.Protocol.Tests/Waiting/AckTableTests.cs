using FastEmit.Protocol.Waiting;

namespace FastEmit.Protocol.Tests.Waiting;

public sealed class AckTableTests
{
    private readonly AckTable<Wait> _table = new(firstId: 10);

    [Fact]
    public void NextId_Always_IsNew() => Assert.Equal([10, 11, 12], [_table.NextId(), _table.NextId(), _table.NextId()]);

    [Fact]
    public void TryTakeExpired_SomeAreDue_TakesThoseInOrderOfTheirDeadlines()
    {
        Add(30);
        Add(10);
        Add(long.MaxValue);
        Add(20);

        Assert.Equal([10, 20], Expired(20));
        Assert.Equal(30, _table.NextDeadline());
        Assert.Equal(2, _table.Count);
    }

    [Fact]
    public void NextDeadline_TheEarliestWasAnswered_IsTheNext()
    {
        Wait first = Add(10);
        Add(20);

        Assert.True(_table.TryRemove(first.Id, out _));

        Assert.Equal(20, _table.NextDeadline());
        Assert.Empty(Expired(15));
    }

    [Fact]
    public void Postpone_LaterAndEarlier_TheLastOneCounts()
    {
        Wait wait = Add(10);
        _table.Postpone(wait, 50);
        Assert.Empty(Expired(49));
        _table.Postpone(wait, 30);
        Assert.Equal([30], Expired(30));
        Assert.Equal(long.MaxValue, _table.NextDeadline());
    }

    [Fact]
    public void Postpone_ToNever_IsNeverDue()
    {
        Wait wait = Add(10);
        _table.Postpone(wait, long.MaxValue);
        Assert.Empty(Expired(long.MaxValue - 1));
        Assert.True(_table.Contains(wait.Id));
    }

    [Fact]
    public void RemoveAll_SomePicked_TakesThemInOrderOfTheirIds()
    {
        Wait[] waits = [Add(3), Add(2), Add(1)];

        List<Wait> removed = _table.RemoveAll(static wait => wait.Deadline != 2);

        Assert.Equal([waits[0], waits[2]], removed);
        Assert.Equal(1, _table.Count);
    }

    /// <summary>Answered long before their deadlines, they leave nothing behind that grows.</summary>
    [Fact]
    public void Add_ManyThatAreAnsweredAtOnce_HoldsNoMoreThanWait()
    {
        long before = 0;
        for (int i = 0; i < 2_000_000; i++)
        {
            Wait wait = _spare;
            wait.Id = _table.NextId();
            wait.Deadline = 1_000_000 + i;
            _table.Add(wait);
            Assert.True(_table.TryRemove(wait.Id, out _));
            before = i == 1_000 ? GC.GetAllocatedBytesForCurrentThread() : before;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private readonly Wait _spare = new();

    private Wait Add(long deadline)
    {
        Wait wait = new() { Id = _table.NextId(), Deadline = deadline };
        _table.Add(wait);
        return wait;
    }

    private List<long> Expired(long now)
    {
        List<long> deadlines = [];
        while (_table.TryTakeExpired(now, out Wait? wait))
        {
            deadlines.Add(wait.Deadline);
        }

        return deadlines;
    }

    private sealed class Wait : AckWait;
}
