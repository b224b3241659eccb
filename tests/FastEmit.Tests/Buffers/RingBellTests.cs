using FastEmit.Buffers;

namespace FastEmit.Tests.Buffers;

public class RingBellTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int Capacity = 64 << 10;

    private readonly RingFolder _folder;
    private readonly SemaphoreSlim _rung = new(0);
    private readonly MappedRingMemory _memory;
    private readonly RingBell _bell;

    public RingBellTests()
        : this(FileBacking.Current)
    {
    }

    private protected RingBellTests(FileBacking backing)
    {
        _folder = new RingFolder(backing);
        _memory = RingFile.OpenAsConsumer(_folder.RingPath, Capacity, TimeProvider.System, out _, _folder.Backing);
        _bell = new EventRing(_memory).Listen("test", () => _rung.Release())!;
    }

    [Fact]
    public async Task Ask_AnotherProcessAppends_Rings()
    {
        _bell.Ask();
        using RingProcess producer = _folder.Start("append", 1, 0, 3);
        await WaitForRingAsync();
        producer.WaitForExit();
        Assert.Equal(0, _rung.CurrentCount);
    }

    [Fact]
    public async Task Ask_ManyTimes_EachFirstRecordRingsOnce()
    {
        EventRing producer = OpenProducer();
        for (int i = 0; i < 100; i++)
        {
            _bell.Ask();
            producer.TryAppend([1], 0);
            producer.TryAppend([1], 0);
            await WaitForRingAsync();
        }

        Assert.Equal(0, _rung.CurrentCount);
    }

    [Fact]
    public async Task Append_NobodyAsked_DoesNotRing()
    {
        EventRing producer = OpenProducer();
        producer.TryAppend([1], 0);
        _bell.Ask();
        _bell.StopAsking();
        producer.TryAppend([1], 0);

        // The next ring is the first.
        _bell.Ask();
        producer.TryAppend([1], 0);
        await WaitForRingAsync();
        Assert.Equal(0, _rung.CurrentCount);
    }

    [Fact]
    public async Task Append_ByTheConsumersOwnProcess_DoesNotRing()
    {
        _bell.Ask();
        new EventRing(_memory).TryAppend([1], 0);
        OpenProducer().TryAppend([1], 0);
        await WaitForRingAsync();
        Assert.Equal(0, _rung.CurrentCount);
    }

    [Fact]
    public void Dispose_ListenerAsleep_EndsIt()
    {
        _bell.Dispose();
        OpenProducer().TryAppend([1], 0);
        Assert.Equal(0, _rung.CurrentCount);
    }

    public void Dispose()
    {
        _bell.Dispose();
        _memory.Dispose();
        _folder.Dispose();
        _rung.Dispose();
        GC.SuppressFinalize(this);
    }

    private EventRing OpenProducer() => new(RingFile.OpenAsProducer(_folder.RingPath, Capacity, TimeProvider.System, out _, _folder.Backing));

    private async Task WaitForRingAsync() => Assert.True(await _rung.WaitAsync(Patience, TestContext.Current.CancellationToken));
}
