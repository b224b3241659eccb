using System.Text;
using FastEmit.Collector.Events;

namespace FastEmit.Collector.Tests.Events;

public sealed class DuplicateWindowTests
{
    [Fact]
    public void Look_SecondTime_IsRefused()
    {
        DuplicateWindow window = new(8);

        Assert.True(Add(window, "a"));
        Assert.False(Add(window, "a"));
        Assert.True(Add(window, "b"));
        Assert.False(Add(window, "a"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Look_Any_RemembersExactlyTheLastSoMany(int capacity)
    {
        DuplicateWindow window = new(capacity);
        Queue<int> remembered = new();
        Random random = new(capacity);

        for (int i = 0; i < 20_000; i++)
        {
            int id = random.Next(3 * capacity);
            bool isNew = !remembered.Contains(id);
            Assert.Equal(isNew, Add(window, $"emitter-{id}"));
            if (isNew)
            {
                remembered.Enqueue(id);
                if (remembered.Count > capacity)
                {
                    remembered.Dequeue();
                }
            }
        }
    }

    [Fact]
    public void Look_Number_IsUnsettledUntilItsClaimEndsAndThenForGood()
    {
        const ulong lane = 0x0123456789abcdef;
        DuplicateWindow window = new(1);
        List<NumberClaim> mine = [];
        List<NumberClaim> others = [];
        Assert.Equal(Claim.Mine, window.Look(new Sequence(lane, 1, 4), mine));
        Assert.Equal(Claim.Mine, window.Look(new Sequence(lane, 5, 3), mine));
        Assert.Equal(Claim.Mine, window.Look(new Sequence(lane, 20), mine));
        Assert.Equal(Claim.Mine, window.Look(new Sequence(lane + 1, 1, 4), mine));
        Assert.Equal(3, mine.Count);
        Assert.Equal(Claim.Unsettled, window.Look(new Sequence(lane, 5, 3), others));
        Assert.Equal(Claim.Mine, window.Look(new Sequence(lane, 8, 2), others));

        window.End(mine, isLogged: true);
        Assert.Equal(Claim.Settled, window.Look(new Sequence(lane, 1, 4), others));
        Assert.Equal(Claim.Settled, window.Look(new Sequence(lane, 20), others));

        window.End(others, isLogged: false);
        others.Clear();
        Assert.Equal(Claim.Mine, window.Look(new Sequence(lane, 8, 2), others));
        Assert.Equal(Claim.Settled, window.Look(new Sequence(lane + 1, 1, 4), others));
    }

    [Fact]
    public void Look_EmittersId_IsRememberedBeyondTheCapacity()
    {
        DuplicateWindow window = new(4);
        window.Remember([new SequenceRange(0xfedcba9876543210, 1, 10)]);

        for (int i = 1; i <= 1000; i++)
        {
            Assert.Equal(i > 10, Add(window, $"fedcba9876543210-{i}"));
            Assert.True(Add(window, $"0123456789abcdef-{2 * i}"));
        }

        Assert.False(Add(window, "0123456789abcdef-2"));
        Assert.False(Add(window, "0123456789abcdef-2000"));
        Assert.True(Add(window, "0123456789abcdef-3"));
        Assert.True(Add(window, "0123456789abcdee-2"));
    }

    [Fact]
    public void End_EmittersIdThatWasNotLogged_IsNotRemembered()
    {
        DuplicateWindow window = new(4);
        Assert.Equal(Claim.Mine, window.Look("0123456789abcdef-1"u8, out long number));
        window.End([number], isLogged: false);

        Assert.True(Add(window, "0123456789abcdef-1"));
        Assert.False(Add(window, "0123456789abcdef-1"));
    }

    [Fact]
    public async Task Look_SameIdsFromManyThreads_TakesEachOnce()
    {
        const int ids = 20_000;
        DuplicateWindow window = new(ids);
        int taken = 0;

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < ids; i++)
            {
                if (Add(window, $"{i}"))
                {
                    Interlocked.Increment(ref taken);
                }
            }
        })));

        Assert.Equal(ids, taken);
    }

    [Fact]
    public void Look_AfterConstruction_AllocatesNothing()
    {
        DuplicateWindow window = new(100);
        byte[][] ids = [.. Enumerable.Range(0, 300).Select(i => Encoding.UTF8.GetBytes($"emitter-{i}"))];
        window.Remember(ids[0]);

        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (byte[] id in ids)
        {
            window.Remember(id);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Look_ClaimNotEnded_IsUnsettled()
    {
        DuplicateWindow window = new(8);

        Assert.Equal(Claim.Mine, window.Look("a"u8, out long number));
        Assert.Equal(Claim.Unsettled, window.Look("a"u8, out _));
        window.End([number], isLogged: true);

        Assert.Equal(Claim.Settled, window.Look("a"u8, out _));
    }

    [Fact]
    public void End_NotLogged_ForgetsTheId()
    {
        DuplicateWindow window = new(2);
        window.Look("a"u8, out long a);
        window.Look("b"u8, out long b);

        window.End([a, b], isLogged: false);

        Assert.True(Add(window, "b"));
        Assert.True(Add(window, "a"));
        Assert.True(Add(window, "c")); // takes the place of the oldest
        Assert.False(Add(window, "a"));
        Assert.True(Add(window, "b"));
    }

    [Fact]
    public void End_AnotherIdHasTheSlot_ChangesNothing()
    {
        DuplicateWindow window = new(1);
        window.Look("a"u8, out long number);
        window.Look("b"u8, out _);

        window.End([number], isLogged: false);

        Assert.Equal(Claim.Unsettled, window.Look("b"u8, out _));
    }

    [Fact]
    public async Task WaitForEnd_EndedByAnotherThread_Ends()
    {
        DuplicateWindow window = new(8);
        window.Look("a"u8, out long number);
        long ends = window.Ends;

        Assert.False(window.WaitForEnd(ends, TimeSpan.FromMilliseconds(1)));
        Task<bool> waiting = Task.Run(() => window.WaitForEnd(ends, TimeSpan.FromMinutes(1)), TestContext.Current.CancellationToken);
        window.End([number], isLogged: false);

        Assert.True(await waiting);
        Assert.True(window.WaitForEnd(ends, TimeSpan.Zero));
    }

    private static bool Add(DuplicateWindow window, string id)
    {
        bool isNew = window.Look(Encoding.UTF8.GetBytes(id), out long number) == Claim.Mine;
        if (isNew)
        {
            window.End([number], isLogged: true);
        }

        return isNew;
    }
}
