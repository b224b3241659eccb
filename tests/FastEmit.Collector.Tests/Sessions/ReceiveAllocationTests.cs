using FastEmit.Collector.Sessions;
using FastEmit.Collector.Tests.Clients;

namespace FastEmit.Collector.Tests.Sessions;

public sealed class ReceiveAllocationTests
{
    private const int Rounds = 200;

    /// <summary>Enough to fill the smallest store of recent events several times.</summary>
    private const int WarmUps = 30;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Take_EventsOfSeveralNamesAfterWarmUp_AllocatesNothing(bool validatesJson)
    {
        long handled = 0;
        var collector = new EventCollector(new CollectorOptions { ValidatesJson = validatesJson, RecentBytes = 64 << 10, OnEvent = (in _) => handled++ });

        Assert.Equal(0, AllocatedBytes(collector, Events));
        Assert.Equal(handled, collector.GetStats().Events);
        Assert.Equal((Rounds + WarmUps) * 2 * 40, handled);
    }

    [Fact]
    public void Take_HandlerAllocates_IsSeenByTheMeasurement()
    {
        object? kept = null;
        var collector = new EventCollector(new CollectorOptions { OnEvent = (in _) => kept = new object() });

        Assert.True(AllocatedBytes(collector, Events) >= Rounds * 40 * 24);
        Assert.NotNull(kept);
    }

    private static byte[] Events { get; } =
    [
        .. Enumerable.Range(0, 40).SelectMany(i => RawClient.TextFrame(
            $"42/hook,[\"event_{i % 5}\",{{\"type\":\"hook\",\"session_id\":\"3f0c1f3e-8a1b-4b2c-9d3e-1234567890ab\",\"duration_ms\":{i}}}]")),
    ];

    private static long AllocatedBytes(EventCollector collector, byte[] events)
    {
        using var session = collector.NewSession(Handshake.None);
        using var frames = new IncomingFrames(session, collector.Options.MaxPayload, static _ => { });
        frames.Take(RawClient.TextFrame("40/hook,"));
        byte[] buffer = new byte[events.Length];
        for (int i = 0; i < WarmUps; i++)
        {
            Round();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++)
        {
            Round();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;

        void Round()
        {
            events.CopyTo(buffer, 0); // The session unmasks in place.
            frames.Take(buffer);
            events.CopyTo(buffer, 0); // And once more with a frame that straddles two reads.
            frames.Take(buffer.AsSpan(0, 1001));
            frames.Take(buffer.AsSpan(1001));
        }
    }
}
