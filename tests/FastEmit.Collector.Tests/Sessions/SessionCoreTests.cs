using FastEmit.Collector.Tests.Clients;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Collector.Tests.Sessions;

/// <summary>The session core without I/O: bytes of a WebSocket in, frames out, on this thread and on a clock that stands still.</summary>
public sealed class SessionCoreTests
{
    private const string Join = "40/hook,";

    [Fact]
    public void Open_BeforeAnythingComes_SendsTheHandshake()
    {
        using LoneSession session = new(new CollectorOptions { PingInterval = TimeSpan.FromSeconds(7), MaxPayload = 1234 });

        Assert.Equal(["""0{"sid":"id-1","upgrades":[],"pingInterval":7000,"pingTimeout":20000,"maxPayload":1234}"""], session.Received());
    }

    [Fact]
    public void Connect_GrantedAndRefused_IsAnsweredInOrder()
    {
        using LoneSession session = Joined(new CollectorOptions { Namespaces = { "/hook" } });

        session.Send("40/other,", "40/other,");

        Assert.Equal(["44/other,{\"message\":\"Invalid namespace\"}", "44/other,{\"message\":\"Invalid namespace\"}"], session.Received());
        Assert.Equal(2, session.Counters.RefusedNamespaces);
        Assert.Null(session.Closed);
    }

    [Fact]
    public void Connect_ApplicationDecidesLater_IsAnsweredThen()
    {
        TaskCompletionSource<ConnectVerdict> verdict = new();
        using LoneSession session = new(new CollectorOptions { Authorize = (_, _) => new ValueTask<ConnectVerdict>(verdict.Task) });
        session.Received();
        session.Send(Join);
        Assert.Empty(session.Received());
        SynchronizationContext.SetSynchronizationContext(null); // Who waits goes on in place.

        verdict.SetResult(ConnectVerdict.Granted);

        Assert.Equal(["40/hook,{\"sid\":\"id-2\"}"], session.Received());
        Assert.Equal(1, session.Wakes);
    }

    [Fact]
    public void Connect_NoneInTime_Closes()
    {
        using LoneSession session = new(new CollectorOptions { ConnectTimeout = TimeSpan.FromSeconds(10) });

        session.Clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Null(session.Closed);
        session.Clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Contains("No namespace", session.Closed?.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Event_BytesInPieces_IsTakenOnceAndAnsweredBehind(int piece)
    {
        using LoneSession session = Joined();
        byte[] bytes = [.. RawClient.TextFrame("42/hook,7[\"a\",{\"n\":1}]"), .. RawClient.TextFrame("42/hook,[\"b\"]"), .. RawClient.PingFrame("mark")];

        foreach (byte[] read in bytes.Chunk(piece))
        {
            session.Read(read);
        }

        Assert.Equal(["43/hook,7[]", "pong mark"], session.Received());
        Assert.Equal((2, bytes.Length), (session.Events, session.Counters.Bytes - RawClient.TextFrame(Join).Length));
    }

    [Fact]
    public void Event_StoreOutlivesTheProcess_IsAnsweredInOrderWhenItIsStored()
    {
        HeldStore store = new();
        using LoneSession session = Joined(new CollectorOptions { Store = store });

        session.Read([.. RawClient.TextFrame("42/hook,1[\"a\"]"), .. RawClient.TextFrame("42/hook,2[\"b\"]"), .. RawClient.PingFrame("first")]);
        session.Read([.. RawClient.TextFrame("42/hook,3[\"c\"]"), .. RawClient.PingFrame("second")]);
        Assert.Equal(["a", "b", "c"], store.Names);
        Assert.Empty(session.Received());
        store.Commit();
        Assert.Equal(["43/hook,1[]", "43/hook,2[]", "pong first"], session.Received());
        store.Commit();

        Assert.Equal(["43/hook,3[]", "pong second"], session.Received());
        Assert.Equal(2, session.Wakes);
    }

    [Fact]
    public void Event_StoreNeverStoresIt_IsNeverAnswered()
    {
        HeldStore store = new();
        using LoneSession session = Joined(new CollectorOptions { Store = store });

        session.Read([.. RawClient.TextFrame("42/hook,1[\"a\"]"), .. RawClient.PingFrame("first")]);
        store.Fail();
        Assert.Empty(session.Received());
        session.Send("42/hook,2[\"b\"]");
        store.Commit();

        Assert.Equal(["43/hook,2[]"], session.Received());
    }

    [Fact]
    public void Event_SessionEndsBeforeItIsStored_IsNeverAnswered()
    {
        HeldStore store = new();
        using LoneSession session = Joined(new CollectorOptions { Store = store });

        session.Send("42/hook,1[\"a\"]");
        session.End();
        store.Commit();

        Assert.Empty(session.Received());
        Assert.Equal((0, 0), (session.Wakes, session.Table.Count));
        Assert.Null(session.Clock.UntilNextTimer);
    }

    [Fact]
    public void Event_NumberComesAgainOverAnotherSession_IsTakenOnceAndAnsweredTwice()
    {
        HeldStore store = new();
        using LoneSession first = Joined(new CollectorOptions { Store = store });
        first.Send(Numbered(1, "0123456789abcdef-1+2"), Numbered(2, "0123456789abcdef-3+1"));
        using LoneSession second = Joined(new CollectorOptions { Store = store }, first);

        second.Send(Numbered(2, "0123456789abcdef-3+1"), Numbered(3, "0123456789abcdef-4+1"), Numbered(4, "123456789abcdef0-1+2"));
        Assert.Empty(second.Received());
        store.Commit();

        Assert.Equal(["43/hook,2[]", "43/hook,3[]", "43/hook,4[]"], second.Received());
        Assert.Equal(["e1", "e2", "e3", "e4"], store.Names);
        Assert.Equal((4, 1), (first.Events, first.Counters.Duplicates));

        static string Numbered(int id, string number) => $"42/hook,{id}[\"e{id}\",{{}},\"fastemit:{number}\"]";
    }

    [Fact]
    public void Event_NamespaceNotJoined_ClosesAndDispatchesNoMore()
    {
        using LoneSession session = Joined();

        session.Send("42/hook,[\"a\"]", "42/other,[\"b\"]", "42/hook,[\"c\"]");

        Assert.Equal(CloseCode.PolicyViolation, session.Closed?.Code);
        Assert.Equal((1, 1), (session.Events, session.Counters.ProtocolErrors));
    }

    [Fact]
    public void Event_NamespaceDismissedMeanwhile_IsLetGoUntilItIsJoinedAgain()
    {
        using LoneSession session = Joined();

        Assert.True(session.Connection.Disconnect("/hook"));
        session.Send("42/hook,[\"late\"]", "41/hook,", Join, "42/hook,[\"a\"]");

        Assert.Equal(["41/hook,", "40/hook,{\"sid\":\"id-3\"}"], session.Received());
        Assert.Equal(1, session.Events);
        Assert.Null(session.Closed);
    }

    [Fact]
    public void BinaryEvent_AttachmentsInAnotherRead_IsTakenWhenTheyAreThere()
    {
        using LoneSession session = Joined();

        session.Send("""451-/hook,5["a",{"_placeholder":true,"num":0}]""");
        Assert.Empty(session.Received());
        session.Read(RawClient.Frame(WebSocketOpcode.Binary, [1, 2, 3]));

        Assert.Equal(["43/hook,5[]"], session.Received());
        Assert.Equal(1, session.Events);
    }

    [Fact]
    public void Heartbeat_Answered_GoesOnAndUnansweredAborts()
    {
        using LoneSession session = Joined();

        session.Clock.Advance(TimeSpan.FromSeconds(25));
        Assert.Equal(["2"], session.Received());
        session.Clock.Advance(TimeSpan.FromSeconds(19));
        session.Send("3");
        session.Clock.Advance(TimeSpan.FromSeconds(25));
        Assert.Equal(["2"], session.Received());
        session.Clock.Advance(TimeSpan.FromSeconds(19.9));
        Assert.False(session.IsAborted);
        session.Clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.True(session.IsAborted);
        Assert.Equal(1, session.Counters.HeartbeatTimeouts);
    }

    private static LoneSession Joined(CollectorOptions? options = null, LoneSession? other = null)
    {
        LoneSession session = new(options, other);
        session.Send(Join);
        Assert.Equal(2, session.Received().Count());
        return session;
    }
}
