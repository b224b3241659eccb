namespace FastEmit.Tests.Buffers;

public sealed class MappedEventRingTests : EventRingContract, IDisposable
{
    private readonly RingFolder _folder;

    public MappedEventRingTests()
        : this(new RingFolder())
    {
    }

    private MappedEventRingTests(RingFolder folder)
        : base(folder.Consume(Capacity)) => _folder = folder;

    public void Dispose() => _folder.Dispose();
}
