using FastEmit.SocketIO.Joining;

namespace FastEmit.SocketIO.Tests.Joining;

public sealed class MembershipTests
{
    private readonly Membership _membership = new();

    [Fact]
    public void Ask_WhileItIsWantedAlready_IsNotNew()
    {
        Assert.True(_membership.Ask());
        Assert.False(_membership.Ask());
        Assert.Equal(1, _membership.Request);
        Assert.True(_membership.IsWanted(1));
    }

    [Fact]
    public void Enter_AfterTheGrant_CountsItAndCompletesTheWait()
    {
        _membership.Ask();
        Task joined = _membership.WhenJoined();
        _membership.Move(JoinSignal.ConnectSent);
        Assert.True(_membership.AwaitsGrant(1));
        Assert.False(_membership.WasGranted(1));

        _membership.Move(JoinSignal.Granted);
        _membership.Enter();

        Assert.True(joined.IsCompletedSuccessfully);
        Assert.Equal(1, _membership.Number);
        Assert.True(_membership.WasGranted(1));
        Assert.True(_membership.MayBeWritten);
    }

    [Fact]
    public void AwaitsGrant_AskedAgainAfterLeaving_IsOfTheLaterRequestAlone()
    {
        _membership.Ask();
        _membership.Move(JoinSignal.ConnectSent);
        _membership.Move(JoinSignal.DisconnectCalled);
        Assert.False(_membership.AwaitsGrant(1));

        _membership.Ask();

        Assert.False(_membership.AwaitsGrant(1));
        Assert.True(_membership.AwaitsGrant(2));
        Assert.False(_membership.IsWanted(2));
    }

    [Fact]
    public async Task Refuse_WhileSomebodyWaits_FailsTheWaitAndNotTheNext()
    {
        _membership.Ask();
        Task joined = _membership.WhenJoined();
        _membership.Refuse(new InvalidOperationException("no"));

        Assert.Equal("no", (await Assert.ThrowsAsync<InvalidOperationException>(() => joined)).Message);
        Assert.False(_membership.WhenJoined().IsCompleted);
    }

    [Fact]
    public void WhenAnswered_CompletesOnceTheServerOwesNothing()
    {
        Assert.True(_membership.WhenAnswered().IsCompleted);
        _membership.Ask();
        _membership.Move(JoinSignal.ConnectSent);
        _membership.Move(JoinSignal.DisconnectCalled);
        Task answered = _membership.WhenAnswered();
        Assert.False(answered.IsCompleted);

        _membership.Move(JoinSignal.Granted);

        Assert.True(answered.IsCompleted);
    }

    [Fact]
    public void ForbidWriting_AfterTheGrant_LastsUntilTheNext()
    {
        _membership.Ask();
        _membership.Move(JoinSignal.Granted);
        _membership.Enter();
        _membership.ForbidWriting();
        Assert.False(_membership.MayBeWritten);

        _membership.Move(JoinSignal.ServerDisconnected);
        _membership.Ask();
        _membership.Move(JoinSignal.Granted);
        _membership.Enter();

        Assert.True(_membership.MayBeWritten);
        Assert.Equal(2, _membership.Number);
    }
}
