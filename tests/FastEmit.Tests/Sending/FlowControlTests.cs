using FastEmit.Sending;

namespace FastEmit.Tests.Sending;

public sealed class FlowControlTests
{
    private const int Max = 1 << 20;

    private static readonly TimeSpan PingTimeout = TimeSpan.FromMilliseconds(800);

    private readonly FlowControl _flow = new(Max);
    private long _now;

    public FlowControlTests() => _flow.Begin(PingTimeout);

    [Fact]
    public void Begin_AnyConnection_StartsSmall() => Assert.Equal(FlowControl.FirstBytes, _flow.Bytes);

    [Fact]
    public void Begin_LessIsAllowed_StartsWithThat()
    {
        FlowControl narrow = new(3000);
        narrow.Begin(PingTimeout);
        Assert.Equal(3000, narrow.Bytes);
    }

    [Fact]
    public void OnReceived_InTime_DoublesARoundTripUpToTheMost()
    {
        int rounds = 0;
        for (int before = _flow.Bytes; before < Max; before = _flow.Bytes, rounds++)
        {
            ReceiveAll(delay: 1);
            Assert.Equal(Math.Min(2 * before, Max), _flow.Bytes);
        }

        Assert.Equal(8, rounds);
    }

    [Fact]
    public void OnReceived_LiftedBefore_BeginsAgainWithLittle()
    {
        _flow.Lift();
        Assert.Equal(Max, _flow.Bytes);
        Receive(1000, inFlight: Max, delay: 2_000);
        Assert.Equal(FlowControl.FirstBytes, _flow.Bytes);
    }

    [Fact]
    public void OnReceived_LittleInFlight_DoesNotGrow()
    {
        Receive(1000, inFlight: 1000, delay: 1);
        Assert.Equal(FlowControl.FirstBytes, _flow.Bytes);
    }

    [Fact]
    public void OnReceived_LongWayButNoWaiting_Grows()
    {
        ReceiveAll(delay: 95);
        ReceiveAll(delay: 95);
        Assert.Equal(4 * FlowControl.FirstBytes, _flow.Bytes);
    }

    [Fact]
    public void OnReceived_FirstOneMetALongQueue_IsNotTakenForTheWay()
    {
        ReceiveAll(delay: 95);
        _flow.Begin(PingTimeout);
        ReceiveAll(delay: 500);
        ReceiveAll(delay: 500);
        Assert.Equal(FlowControl.LeastBytes, _flow.Bytes);
    }

    [Fact]
    public void OnReceived_WaitsASixteenthToAnEighthOfThePingTimeout_StaysAsItIs()
    {
        ReceiveAll(delay: 1);
        int before = _flow.Bytes;
        ReceiveAll(delay: 52);
        ReceiveAll(delay: 100);
        Assert.Equal(before, _flow.Bytes);
    }

    [Fact]
    public void OnReceived_WaitsLonger_ShrinksInProportionButByHalfAtMost()
    {
        Grow();
        int before = _flow.Bytes;
        ReceiveAll(delay: 125);
        Assert.Equal(before * 100 / 125, _flow.Bytes);
        before = _flow.Bytes;
        ReceiveAll(delay: 5000);
        Assert.Equal(before / 2, _flow.Bytes);
    }

    [Fact]
    public void OnReceived_SeveralOfOneRoundTripWaitedTooLong_ShrinksOnce()
    {
        Grow();
        int before = _flow.Bytes;
        long written = _now;
        _now += 400;
        for (int i = 0; i < 10; i++)
        {
            _flow.OnReceived(1000, _flow.Bytes, written, _now, TimeSpan.FromMilliseconds(400));
        }

        Assert.Equal(before / 2, _flow.Bytes);
    }

    [Fact]
    public void OnReceived_NeverInTime_KeepsTheLeast()
    {
        ReceiveAll(delay: 0);
        for (int i = 0; i < 20; i++)
        {
            ReceiveAll(delay: 10_000);
        }

        Assert.Equal(FlowControl.LeastBytes, _flow.Bytes);
    }

    /// <summary>What issue 5 asks for: 500 µs an event of 200 bytes and a heartbeat to be answered in 800 ms.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void OnReceived_SlowServer_SettlesWhereTheHeartbeatIsAnsweredInTime(int lanes)
    {
        const double MillisecondsPerByte = 0.5 / 200;
        double longest = 0;
        for (int round = 0; round < 1000; round++)
        {
            double queue = lanes * _flow.Bytes * MillisecondsPerByte;
            longest = Math.Max(longest, queue);
            ReceiveAll(delay: (int)queue);
        }

        Assert.InRange(longest, 1, 500);
        Assert.InRange(lanes * _flow.Bytes * MillisecondsPerByte, 50, 320);
    }

    [Fact]
    public void Lift_AnyTime_AllowsTheMost()
    {
        _flow.Lift();
        Assert.Equal(Max, _flow.Bytes);
    }

    private void Grow()
    {
        for (int round = 0; round < 4; round++)
        {
            ReceiveAll(delay: 0);
        }
    }

    private void ReceiveAll(int delay) => Receive(_flow.Bytes, _flow.Bytes, delay);

    private void Receive(long bytes, long inFlight, int delay)
    {
        long written = _now;
        _now += delay;
        _flow.OnReceived(bytes, inFlight, written, _now, TimeSpan.FromMilliseconds(delay));
    }
}
