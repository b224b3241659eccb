using FastEmit.Sending;

namespace FastEmit.Tests.Sending;

/// <summary>The sending core by itself: the test is its clock, its network and its server.</summary>
public sealed class SendingCoreTests
{
    [Fact]
    public void TryWrite_FirstEvent_AsksForTheNamespaceFirst()
    {
        using CoreRig rig = Create();
        rig.Emit();
        Assert.Equal("40/t,", rig.Write());
        Assert.Null(rig.Write(out TimeSpan wait));
        Assert.Equal(TimeSpan.FromSeconds(10), wait);
    }

    [Fact]
    public void TryWrite_ConnectUnanswered_LosesTheConnectionAfterTheConnectTimeout()
    {
        using CoreRig rig = Create();
        rig.Emit();
        rig.Write();
        rig.Pass(TimeSpan.FromSeconds(10));
        rig.Write();
        Assert.Contains("did not answer CONNECT to namespace '/t'", rig.Session.LossReason);
        Assert.True(rig.IsAborted);
    }

    [Fact]
    public void TryWrite_HeartbeatAndPing_AreAnsweredBeforeEvents()
    {
        using CoreRig rig = Create();
        rig.Emit();
        rig.Join();
        rig.Session.OnHeartbeat();
        rig.Session.OnWebSocketPing([0xAB]);
        Assert.StartsWith("3\npong AB\n" + CoreRig.Plain + "\nping ", rig.Write());
    }

    [Fact]
    public void Take_OneWatermarkBack_ConfirmsNothing()
    {
        using CoreRig rig = Create();
        rig.Emit();
        rig.Join();
        rig.Answer(rig.Write()!);
        rig.Write();
        Assert.Equal(0, rig.Lane.Read().Confirmed);
        Assert.Equal(1, rig.Lane.Read().Pending);
    }

    [Fact]
    public void Take_WatermarkSentAfterTheFirstCameBack_Confirms()
    {
        using CoreRig rig = Create();
        rig.Emit();
        rig.Join();
        rig.Converse();
        Assert.Equal(1, rig.Lane.Read().Confirmed);
        Assert.True(rig.Core.IsSettled);
        Assert.False(rig.Core.IsAnswerAwaited);
    }

    [Fact]
    public void End_Unconfirmed_IsWrittenAgainInOrder()
    {
        using CoreRig rig = Create();
        rig.Emit("""42/t,["e",1]""");
        rig.Emit("""42/t,["e",2]""");
        rig.Join();
        string first = rig.Write()!;
        rig.End("gone");
        rig.Connect();
        rig.Join();
        string second = rig.Write()!;
        Assert.Equal(first.Split('\n')[..2], second.Split('\n')[..2]);
        Assert.Equal(2, rig.Lane.Read().Resent);
    }

    [Fact]
    public void Take_LateWatermarkOfAnEarlierConnection_ConfirmsNothing()
    {
        using CoreRig rig = Create();
        rig.Emit();
        rig.Join();
        string first = rig.Write()!;
        rig.End("gone");
        rig.Connect();
        rig.Answer(first);
        rig.Join();
        rig.Answer(first);
        rig.Write();
        rig.Answer(first);
        rig.Write();
        Assert.Equal(0, rig.Lane.Read().Confirmed);
    }

    [Fact]
    public void TryWrite_MoreThanTheServerTakesIn_StopsAtTheFirstBytes()
    {
        using CoreRig rig = Create();
        for (int i = 0; i < 50; i++)
        {
            rig.Emit($"42/t,[\"e\",\"{new string('x', 1000)}\"]");
        }

        rig.Join();
        string frames = rig.Write()!;
        Assert.Equal(3, rig.Lane.Read().Sent);
        Assert.Null(rig.Write());
        Assert.InRange(rig.Lane.Read().BytesInFlight, 3_000, FlowControl.FirstBytes);
        rig.Answer(frames);
        rig.Converse();
        Assert.Equal(50, rig.Lane.Read().Confirmed);
    }

    /// <summary>The rig's server pings every 25 s and waits 20 s for the answer.</summary>
    [Theory]
    [InlineData(DeliveryGuarantee.AtLeastOnce)]
    [InlineData(DeliveryGuarantee.AtMostOnce)]
    [InlineData(DeliveryGuarantee.Acknowledged)]
    public void TryWrite_HeartbeatIsLate_OnlyTheLeastIsOnTheWayUntilItComes(DeliveryGuarantee delivery)
    {
        using CoreRig rig = Create(delivery);
        rig.Emit(Large());
        rig.Join();
        EmitAndConverse(rig, 50); // doubles what may be on the way, again and again
        rig.Pass(TimeSpan.FromSeconds(31));
        Emit(rig, 30);
        string late = rig.Write()!;
        Assert.InRange(late.Split("[\"e\"").Length - 1, 1, 4);
        rig.Answer(late);
        rig.Session.OnHeartbeat();
        Assert.InRange(rig.Write()!.Split("[\"e\"").Length - 1, 20, 30);
    }

    [Fact]
    public void TryWrite_HeartbeatsInTime_NothingIsHeldBack()
    {
        using CoreRig rig = Create();
        rig.Emit(Large());
        rig.Join();
        EmitAndConverse(rig, 50);
        rig.Pass(TimeSpan.FromSeconds(25));
        rig.Session.OnHeartbeat();
        rig.Write();
        rig.Pass(TimeSpan.FromSeconds(25));
        Emit(rig, 30);
        Assert.InRange(rig.Write()!.Split("[\"e\"").Length - 1, 20, 30);
    }

    [Fact]
    public void TryWrite_AtMostOnce_ReleasesOnceItIsFlushed()
    {
        using CoreRig rig = Create(DeliveryGuarantee.AtMostOnce);
        rig.Emit();
        rig.Join();
        rig.Write();
        Assert.Equal(1, rig.Lane.Read().Written);
        Assert.True(rig.Core.IsSettled);
    }

    [Fact]
    public void TryWrite_AtMostOnceAndFlushFailed_IsDroppedAndNotWrittenAgain()
    {
        using CoreRig rig = Create(DeliveryGuarantee.AtMostOnce);
        rig.Emit();
        rig.Join();
        rig.Write(out _, isFlushed: false);
        Assert.Equal(1, rig.Lane.Read().Dropped[DropReason.ConnectionLost]);
        rig.End("gone");
        rig.Connect();
        Assert.Null(rig.Write());
    }

    [Fact]
    public async Task End_AtMostOnceAndAnotherWasDropped_AnAwaitedEventIsNotWrittenAgain()
    {
        using CoreRig rig = Create(DeliveryGuarantee.AtMostOnce);
        rig.MaxPayload = 2_000;
        rig.Connect();
        ValueTask<EmitAcknowledgement> answer = rig.EmitAwaited();
        rig.Join();
        rig.Write();
        while (rig.Lane.Ring.Claimed < rig.Lane.Ring.Capacity - 3_000)
        {
            EmitAndConverse(rig, 1); // The next ones lie where the first was in the ring.
        }

        rig.Emit($$"""42/t,["e",{"p":"{{new string('x', 3_000)}}"}]""");
        rig.Emit();
        rig.Converse();
        Assert.Equal(1, rig.Lane.Read().Dropped[DropReason.TooLarge]);
        rig.End("gone");
        rig.Connect();
        Assert.Null(rig.Write());
        Assert.Equal(EmitFailure.ConnectionLost, (await Assert.ThrowsAsync<EmitFailedException>(async () => await answer)).Failure);
    }

    [Fact]
    public void Take_Acknowledged_ConfirmsByTheHandlersAnswerOnly()
    {
        using CoreRig rig = Create(DeliveryGuarantee.Acknowledged);
        rig.Emit();
        rig.Join();
        string frames = rig.Write()!;
        rig.Answer(frames);
        rig.Converse();
        Assert.Equal(0, rig.Lane.Read().Confirmed);
        string id = frames.Split('[')[0]["42/t,".Length..];
        rig.Receive($"3/t,{id}[]");
        rig.Write();
        Assert.Equal(1, rig.Lane.Read().Confirmed);
    }

    [Fact]
    public void Take_AcknowledgementsBeforeTheWatermark_MoreMayBeOnTheWay()
    {
        using CoreRig rig = Create(DeliveryGuarantee.Acknowledged);
        rig.Emit();
        rig.Join();
        Emit(rig, 50);
        string frames = rig.Write()!;
        int first = frames.Length;
        for (int round = 0; round < 4; round++)
        {
            foreach (string line in frames.Split('\n').Where(static line => line.StartsWith("42/t,", StringComparison.Ordinal)))
            {
                rig.Receive($"3/t,{line["42/t,".Length..line.IndexOf('[', StringComparison.Ordinal)]}[]");
            }

            string next = rig.Write()!; // The acknowledgements are taken by themselves, as a collector sends them first.
            rig.Answer(frames);
            frames = next;
        }

        Assert.InRange(frames.Length, 2 * first, int.MaxValue);
    }

    [Fact]
    public void Take_AcknowledgementMissing_LosesTheConnectionAfterTheAckTimeout()
    {
        using CoreRig rig = Create(DeliveryGuarantee.Acknowledged);
        rig.Emit();
        rig.Join();
        rig.Converse();
        Assert.Null(rig.Write(out TimeSpan wait));
        Assert.InRange(wait, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(31));
        rig.Pass(wait);
        rig.Write();
        Assert.Contains("did not acknowledge a batch", rig.Session.LossReason);
    }

    [Fact]
    public void Take_NamespaceRefused_AsksAgainAfterAPause()
    {
        using CoreRig rig = Create();
        rig.Emit();
        rig.Write();
        rig.Receive("""4/t,{"message":"no"}""");
        Assert.Null(rig.Write(out TimeSpan pause));
        Assert.Contains("refused namespace '/t'", Assert.Single(rig.Reports));
        rig.Pass(pause);
        Assert.Equal("40/t,", rig.Write());
    }

    [Fact]
    public void Take_NamespaceDisconnected_WritesWhatWasOnTheWayAgain()
    {
        using CoreRig rig = Create();
        rig.Emit();
        rig.Join();
        string first = rig.Write()!;
        rig.Receive("1/t,");
        rig.Answer(first); // ignored: it may cover an event that reached no handler
        Assert.Null(rig.Write(out TimeSpan pause));
        rig.Pass(pause);
        rig.Join();
        Assert.StartsWith(CoreRig.Plain, rig.Write());
        Assert.Equal(0, rig.Lane.Read().Confirmed);
    }

    [Fact]
    public void LookAtWatermark_Unanswered_GivesTheConnectionUpAfterTheTimeout()
    {
        using CoreRig rig = Create();
        rig.Emit();
        rig.Join();
        rig.Write();
        TimeSpan? next = rig.Look();
        while (rig.Session.LossReason is null && next is { } wait)
        {
            rig.Pass(wait);
            next = rig.Look();
        }

        Assert.True(rig.Session.IsGivenUp);
        Assert.Contains("did not answer a WebSocket ping within 30 s", rig.Session.LossReason);
    }

    [Fact]
    public void End_OneEventEndsEverySession_IsGivenUpAndTheNextArrives()
    {
        using CoreRig rig = Create();
        rig.Emit("""42/t,["poison",1]""");
        rig.Emit("""42/t,["good",2]""");
        for (int session = 0; session < 20 && rig.Lane.Read().Confirmed == 0; session++)
        {
            rig.Join();
            for (int pass = 0; pass < 10 && rig.Session.LossReason is null; pass++)
            {
                string? frames = rig.Write(out TimeSpan wait);
                if (frames?.Contains("poison", StringComparison.Ordinal) == true)
                {
                    rig.Session.Lose("The server died.");
                }
                else if (frames is not null)
                {
                    rig.Answer(frames);
                }
                else if (wait > TimeSpan.Zero)
                {
                    rig.Pass(wait);
                }
            }

            if (rig.Session.LossReason is { } reason)
            {
                rig.End(reason);
                rig.Connect();
            }
        }

        Assert.Equal(1, rig.Lane.Read().Dropped[DropReason.Poisoned]);
        Assert.Equal(1, rig.Lane.Read().Confirmed);
    }

    [Fact]
    public void TryWrite_TrialOnAConnectionThatDoesNotAnswer_SleepsAlsoWhenItsTurnIsOver()
    {
        using CoreRig rig = Create();
        rig.Emit();
        for (int session = 0; session < 3; session++)
        {
            rig.Join();
            rig.Pass(TimeSpan.FromSeconds(1));
            rig.Write();
            rig.End("The server died.");
            rig.Connect();
        }

        rig.Join();
        rig.Pass(TimeSpan.FromSeconds(1));
        Assert.StartsWith("ping ", rig.Write());
        rig.Pass(TrialTurn.Longest + TimeSpan.FromSeconds(1));
        Assert.Null(rig.Write(out TimeSpan wait));
        Assert.NotInRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    private static string Large() => $"42/t,[\"e\",\"{new string('x', 1000)}\"]";

    private static void Emit(CoreRig rig, int events)
    {
        for (int i = 0; i < events; i++)
        {
            rig.Emit(Large());
        }
    }

    private static void EmitAndConverse(CoreRig rig, int events)
    {
        Emit(rig, events);
        foreach (string id in rig.Converse().Split('\n').Where(static line => line.StartsWith("42/t,", StringComparison.Ordinal))
            .Select(static line => line["42/t,".Length..line.IndexOf('[', StringComparison.Ordinal)]).Where(static id => id.Length != 0))
        {
            rig.Receive($"3/t,{id}[]");
        }

        rig.Converse();
    }

    private static CoreRig Create(DeliveryGuarantee delivery = DeliveryGuarantee.AtLeastOnce) => new(new HookEmitterOptions
    {
        Url = "http://localhost:1",
        Delivery = delivery,
        Batch = { Window = TimeSpan.Zero },
        Connection = { Timeout = TimeSpan.FromSeconds(10) },
        Acks = { WatermarkTimeout = TimeSpan.FromSeconds(30), Timeout = TimeSpan.FromSeconds(30) },
    });
}
