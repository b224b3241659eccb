using FastEmit.Cli.Delivering;

namespace FastEmit.Cli.Tests.Delivering;

public sealed class RingRoomTests
{
    private const int Capacity = 1 << 20;

    private long _used;
    private int _reads;

    [Fact]
    public void TryTake_UntilRefused_NeverExceedsTheRingThoughEveryRecordWerePadded()
    {
        const int Packet = 1000;
        RingRoom room = Create();
        while (room.TryTake(Packet))
        {
            _used += 2 * (Packet + RingRoom.RecordOverhead);
        }

        Assert.InRange(_used, Capacity / 2, Capacity - RingRoom.Reserve);
    }

    [Fact]
    public void TryTake_RoomKnown_DoesNotReadTheCounters()
    {
        RingRoom room = Create();
        Assert.True(room.TryTake(100));

        for (int i = 0; i < 100; i++)
        {
            Assert.True(room.TryTake(100));
        }

        Assert.Equal(1, _reads);
    }

    [Fact]
    public void TryTake_RefusedAndDrainedSince_Succeeds()
    {
        RingRoom room = Create();
        _used = Capacity;
        Assert.False(room.TryTake(100));

        _used = 0;

        Assert.True(room.TryTake(100));
    }

    [Fact]
    public void TryTake_PacketOfMoreThanHalfTheRing_NeedsItEmpty()
    {
        RingRoom room = Create();
        _used = 1;
        Assert.False(room.TryTake(Capacity - 10));

        _used = 0;

        Assert.True(room.TryTake(Capacity - 10));
    }

    private RingRoom Create() => new(
        () =>
        {
            _reads++;
            return new HookEmitterStats { RingBytes = _used };
        },
        Capacity);
}
