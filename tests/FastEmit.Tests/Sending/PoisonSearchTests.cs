using FastEmit.Sending;

namespace FastEmit.Tests.Sending;

/// <summary>Positions are records here: record n lies from n to n + 1.</summary>
public sealed class PoisonSearchTests
{
    private const int Attempts = 5;

    private readonly PoisonSearch _search = new(Attempts);

    /// <summary>Nothing but the guilty record is given up, no session is wasted, and nobody else is sent often.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(40, 0)]
    [InlineData(40, 39)]
    [InlineData(40, 17)]
    [InlineData(1_000, 555)]
    [InlineData(100_000, 99_999)]
    public void End_OneRecordEndsEverySession_ItIsFoundInFewSessionsAndOnlyItIsGivenUp(int records, int guilty)
    {
        int sessions = 0;
        int[] receipts = new int[records];
        int confirmed = 0;
        SessionEnd end = default;
        while (end != SessionEnd.Poisoned)
        {
            sessions++;
            _search.Begin();
            int sent;
            while ((sent = (int)Math.Min(records, confirmed + (long)_search.Limit)) <= guilty)
            {
                Receive(confirmed, sent, receipts);
                _search.OnConfirmed(confirmed = sent);
            }

            Receive(confirmed, sent, receipts);
            end = _search.End(confirmed, sent, sent - confirmed, isAlone: true);
        }

        Assert.Equal(guilty, confirmed);
        Assert.InRange(sessions, Attempts, Attempts + Math.Ceiling(Math.Log(records, PoisonSearch.Narrowing)) + 2);
        Assert.All(receipts.Where((_, record) => record != guilty), static count => Assert.InRange(count, 0, 8));
        Assert.False(_search.IsSearching);
    }

    [Fact]
    public void End_SessionsThatConfirmSomething_ChangeNothing()
    {
        for (int i = 1; i < 100; i++)
        {
            _search.OnConfirmed(i);
            Assert.Equal(SessionEnd.Harmless, _search.End(i, i + 10, 10, isAlone: true));
            Assert.False(_search.IsSearching);
        }
    }

    [Fact]
    public void End_OneFruitlessSession_IsNoReasonToSearch()
    {
        Assert.Equal(SessionEnd.Fruitless, _search.End(0, 10, 10, isAlone: true));
        Assert.False(_search.IsSearching);
        Assert.Equal(SessionEnd.Fruitless, _search.End(0, 10, 10, isAlone: true));
        Assert.Equal(1, _search.Limit);
    }

    [Fact]
    public void End_NothingOnTheWay_SuspectsNobody()
    {
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(SessionEnd.Fruitless, _search.End(7, 7, 0, isAlone: true));
        }

        Assert.False(_search.IsSearching);
    }

    [Fact]
    public void End_TheRecordIsConfirmedBetweenItsTrials_ItIsAcquitted()
    {
        for (int record = 0; record < 20; record++)
        {
            _search.Begin();
            _search.End(record, record + 1, 1, isAlone: true);
            _search.End(record, record + 1, 1, isAlone: true);
            for (int trial = 1; trial < Attempts; trial++)
            {
                Assert.Equal(SessionEnd.Trial, _search.End(record, record + 1, 1, isAlone: true));
            }

            _search.OnConfirmed(record + 1);
            Assert.False(_search.IsSearching);
        }
    }

    [Fact]
    public void End_SomethingElseOnTheWayToo_IsNoTrial()
    {
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(SessionEnd.Fruitless, _search.End(0, 1, 1, isAlone: false));
        }
    }

    [Fact]
    public void End_AttemptsZero_NeverGivesUp()
    {
        PoisonSearch patient = new(attempts: 0);
        patient.End(0, 1, 1, isAlone: true);
        patient.End(0, 1, 1, isAlone: true);
        for (int i = 0; i < 1_000; i++)
        {
            Assert.Equal(SessionEnd.Trial, patient.End(0, 1, 1, isAlone: true));
        }
    }

    private static void Receive(int from, int to, int[] receipts)
    {
        for (int record = from; record < to; record++)
        {
            receipts[record]++;
        }
    }
}
