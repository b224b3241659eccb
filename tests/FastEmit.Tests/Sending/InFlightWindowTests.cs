using CsCheck;
using FastEmit.Sending;

namespace FastEmit.Tests.Sending;

public sealed class InFlightWindowTests
{
    private readonly InFlightWindow _window = new(new Random(1));

    [Fact]
    public void TryReturn_FirstWatermark_IsReceivedAndConfirmsNothing()
    {
        long mark = _window.Add(80, 3, 0);

        Assert.True(_window.TryReturn(mark, out _, out long events));

        Assert.Equal((0, 80, false), (events, _window.Received, _window.IsEmpty));
        Assert.True(_window.NeedsMark);
    }

    [Fact]
    public void TryReturn_WatermarkSentAfterAnotherCameBack_ConfirmsThatOne()
    {
        long first = _window.Add(80, 3, 0);
        _window.TryReturn(first, out _, out _);
        long bare = _window.Add(80, 0, 0);
        Assert.False(_window.NeedsMark);

        Assert.True(_window.TryReturn(bare, out long position, out long events));

        Assert.Equal((80, 3), (position, events));
        Assert.True(_window.IsEmpty);
        Assert.False(_window.NeedsMark);
    }

    [Fact]
    public void TryReturn_WatermarkSentBeforeTheOtherCameBack_DoesNotConfirmIt()
    {
        long first = _window.Add(80, 3, 0);
        long second = _window.Add(160, 2, 0);
        _window.TryReturn(first, out _, out _);

        Assert.True(_window.TryReturn(second, out _, out long events));

        Assert.Equal((0, 160), (events, _window.Received));
        Assert.True(_window.NeedsMark);
    }

    [Fact]
    public void TakeThrough_SomeMarks_LeavesTheOthersToBeConfirmed()
    {
        _window.Add(80, 3, 0);
        long second = _window.Add(160, 2, 0);
        long third = _window.Add(240, 4, 0);

        Assert.Equal((5, 160), (_window.TakeThrough(second, out long position), position));
        Assert.Equal((0, 0), (_window.TakeThrough(second, out position), position));
        Assert.False(_window.TryReturn(second, out _, out _)); // Taken out: its answer confirms nothing.
        Assert.True(_window.TryReturn(third, out _, out _));
        Assert.True(_window.TryReturn(_window.Add(240, 0, 0), out position, out long events));
        Assert.Equal((240, 4, true), (position, events, _window.IsEmpty));
    }

    [Fact]
    public void TryReturn_LatestOnly_StandsForAllBefore()
    {
        _window.Add(80, 3, 0);
        _window.TryReturn(_window.Add(160, 2, 0), out _, out _);
        _window.Add(240, 4, 0);

        Assert.True(_window.TryReturn(_window.Add(320, 1, 0), out long position, out long events));

        Assert.Equal((160, 5, 320), (position, events, _window.Received));
    }

    [Fact]
    public void TryReturn_NotOnTheWire_ChangesNothing()
    {
        long mark = _window.Add(80, 3, 0);

        Assert.False(_window.TryReturn(mark + 1, out _, out _));
        Assert.False(_window.TryReturn(mark - 1, out _, out _));
        Assert.True(_window.TryReturn(mark, out _, out _));
        Assert.False(_window.TryReturn(mark, out _, out _));
        Assert.Equal(80, _window.Received);
    }

    [Fact]
    public void Clear_WatermarksOnTheWire_TheirAnswersMeanNothing()
    {
        long mark = _window.Add(80, 3, 0);
        _window.TryReturn(mark, out _, out _);
        long second = _window.Add(160, 1, 0);

        _window.Clear();

        Assert.False(_window.TryReturn(second, out _, out _));
        Assert.Equal((true, 0, false), (_window.IsEmpty, _window.Received, _window.NeedsMark));
    }

    [Fact]
    public void HasRoom_WindowFull_ComesBackWithConfirmation()
    {
        long first = _window.Add(8, 1, 0);
        for (int i = 1; i < InFlightWindow.MaxMarks - 2; i++)
        {
            _window.Add(8 * (i + 1), 1, 0);
        }

        _window.TryReturn(first + 9, out _, out _);
        long last = _window.Add(8 * InFlightWindow.MaxMarks, 1, 0);
        Assert.False(_window.HasRoom);

        _window.TryReturn(last, out long position, out long events);

        Assert.Equal((80, 10), (position, events));
        Assert.True(_window.HasRoom);
    }

    [Fact]
    public void NeedsMark_WindowFullAndAllReceived_HasTheLastPlace()
    {
        long last = 0;
        while (_window.HasRoom)
        {
            last = _window.Add(8, 1, 0);
        }

        _window.TryReturn(last, out _, out _);
        Assert.True(_window.NeedsMark);

        _window.TryReturn(_window.Add(8, 0, 0), out _, out long events);

        Assert.Equal(InFlightWindow.MaxMarks - 1, events);
        Assert.True(_window.IsEmpty);
    }

    [Fact]
    public void TryAcknowledge_OutOfOrder_ReleasesWithoutGaps()
    {
        long first = _window.Add(80, 3, 0);
        long second = _window.Add(160, 2, 0);
        Assert.False(_window.TryAcknowledge(second, out _, out _));
        Assert.True(_window.TryAcknowledge(first, out long position, out long events));
        Assert.Equal((160, 5), (position, events));
        Assert.False(_window.TryAcknowledge(first, out _, out _));
        Assert.True(_window.IsEmpty);
    }

    [Fact]
    public void TryReturn_AnySendingAndAnswering_ConfirmsEachEventOnceAndOnlyBehindALaterTurn() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1000]).Array[0, 1000].Sample(AssertConfirmsEachEventOnce, iter: 200);

    private static void AssertConfirmsEachEventOnce((int Kind, int Number)[] steps)
    {
        InFlightWindow window = new(new Random(1));
        long position = 0;
        long added = 0;
        long confirmed = 0;
        List<(long Mark, long ReceivedWhenSent)> wire = [];
        foreach ((int kind, int number) in steps)
        {
            if (window.HasRoom && kind != 0)
            {
                int events = number % 4;
                position += 8 * events;
                added += events;
                wire.Add((window.Add(position, events, 0), window.Received));
            }
            else if (wire.Count > 0)
            {
                int answered = number % wire.Count;
                Assert.True(window.TryReturn(wire[answered].Mark, out long upTo, out long events));
                Assert.True(events == 0 || upTo <= wire[answered].ReceivedWhenSent);
                confirmed += events;
                wire.RemoveRange(0, answered + 1);
            }
        }

        // Two more rounds settle the rest.
        window.TryReturn(window.Add(position, 0, 0), out _, out long late);
        confirmed += late;
        if (!window.IsEmpty)
        {
            Assert.True(window.NeedsMark);
            window.TryReturn(window.Add(position, 0, 0), out _, out late);
            confirmed += late;
        }

        Assert.Equal(added, confirmed);
        Assert.True(window.IsEmpty);
    }
}
