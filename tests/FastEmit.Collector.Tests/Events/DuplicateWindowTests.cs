using System.Text;
using FastEmit.Collector.Events;

namespace FastEmit.Collector.Tests.Events;

public sealed class DuplicateWindowTests
{
    [Fact]
    public void TryAdd_SecondTime_IsRefused()
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
    public void TryAdd_Any_RemembersExactlyTheLastSoMany(int capacity)
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
    public void TryAdd_IdTooLongOrEmpty_IsNeverADuplicate()
    {
        DuplicateWindow window = new(8);

        Assert.True(Add(window, new string('x', 64)));
        Assert.True(Add(window, new string('x', 64)));
        Assert.True(Add(window, ""));
        Assert.True(Add(window, ""));
        Assert.True(Add(window, new string('x', 63)));
        Assert.False(Add(window, new string('x', 63)));
    }

    [Fact]
    public async Task TryAdd_SameIdsFromManyThreads_TakesEachOnce()
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
    public void TryAdd_AfterConstruction_AllocatesNothing()
    {
        DuplicateWindow window = new(100);
        byte[][] ids = [.. Enumerable.Range(0, 300).Select(i => Encoding.UTF8.GetBytes($"emitter-{i}"))];
        window.TryAdd(ids[0]);

        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (byte[] id in ids)
        {
            window.TryAdd(id);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static bool Add(DuplicateWindow window, string id) => window.TryAdd(Encoding.UTF8.GetBytes(id));
}
