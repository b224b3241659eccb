using FastEmit.Protocol.WebSockets;
using FastEmit.SocketIO.Joining;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO.Tests.Joining;

public sealed class ConnectionAttemptsTests
{
    private static readonly ConnectionClose Silent = new(DisconnectReason.TransportClose, CloseCode.Normal, null, null);
    private static readonly ConnectionClose Lost = new(DisconnectReason.TransportClose, CloseCode.Abnormal, null, null);

    private readonly ConnectionAttempts _attempts = new();
    private readonly SocketIOConnectionOptions _options = new() { ReconnectionAttempts = 5 };

    [Fact]
    public void OnGranted_ForTheFirstTime_IsNoComingBackHoweverManyAttemptsItTook()
    {
        Next(3);

        Assert.Equal(0, _attempts.OnGranted());
        Assert.Equal(0, _attempts.Count);
    }

    [Fact]
    public void OnGranted_AfterALoss_GivesTheAttemptsAndCountsAnew()
    {
        _attempts.OnGranted();
        Next(3);

        Assert.Equal(3, _attempts.OnGranted());
        Assert.Equal(0, _attempts.OnGranted());
    }

    [Theory]
    [InlineData(true, 4, true)]
    [InlineData(true, 5, false)]
    [InlineData(false, 0, false)]
    public void MayFollow_CountAndOption_Decide(bool reconnection, int count, bool expected)
    {
        SocketIOConnectionOptions options = new() { Reconnection = reconnection, ReconnectionAttempts = 5 };
        Next(count);

        Assert.Equal(expected, _attempts.MayFollow(null, options));
        Assert.Equal(expected, _attempts.MayFollow(new TimeoutException(), options));
    }

    [Fact]
    public void MayFollow_FailureThatComesAgainEachTime_IsTheLast()
    {
        Assert.False(_attempts.MayFollow(new ArgumentException("a header"), _options));
        Assert.False(_attempts.MayFollow(new SocketIOConnectException(ConnectFailure.InvalidUrl, "x", "y"), _options));
        Assert.True(_attempts.MayFollow(new SocketIOConnectException(ConnectFailure.Timeout, "x", "y"), _options));
    }

    [Fact]
    public void OnSessionEnded_ServerNeverSaysAWord_TheThirdInARowIsFinal()
    {
        for (int session = 1; session <= ConnectionAttempts.MaxUnanswered; session++)
        {
            Assert.True(_attempts.MayFollow(null, _options));
            Assert.True(_attempts.OnSessionEnded(wasUnderstood: false, Silent));
        }

        Assert.False(_attempts.MayFollow(null, _options));
    }

    [Theory]
    [InlineData("a word")]
    [InlineData("a loss")]
    [InlineData("a grant before")]
    public void OnSessionEnded_SomethingElseBetween_IsNotFinal(string what)
    {
        if (what == "a grant before")
        {
            _attempts.OnGranted();
        }

        _attempts.OnSessionEnded(wasUnderstood: false, Silent);
        _attempts.OnSessionEnded(wasUnderstood: false, Silent);
        if (what != "a grant before")
        {
            Assert.False(_attempts.OnSessionEnded(what == "a word", what == "a loss" ? Lost : Silent));
        }

        _attempts.OnSessionEnded(wasUnderstood: false, Silent);

        Assert.True(_attempts.MayFollow(null, _options));
    }

    private void Next(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _attempts.OnNext();
        }
    }
}
