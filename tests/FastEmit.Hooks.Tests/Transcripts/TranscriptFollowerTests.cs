using FastEmit.Hooks.Transcripts;

namespace FastEmit.Hooks.Tests.Transcripts;

public sealed class TranscriptFollowerTests : IDisposable
{
    private readonly HookFolder _folder = new();
    private readonly TestTime _time = new();
    private readonly List<TranscriptMessage> _passed = [];
    private CountedMessages? _counted;
    private bool _isFull;

    private string Transcript => Path.Combine(_folder.Folder, "t.jsonl");

    public void Dispose()
    {
        _counted?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Read_LinesOfOneMessage_AreToldOnceWithTheFinalFigures()
    {
        TranscriptFollower follower = Start();
        Append(TranscriptLines.Message("m1", 10, 1));
        follower.Read();
        Append(TranscriptLines.Message("m1", 10, 30));
        follower.Read();
        Assert.Empty(_passed); // more may come
        Append(TranscriptLines.User("tool result"));
        follower.Read();
        Assert.Equal([("m1", 30L)], Told());
    }

    [Fact]
    public void Read_MessageThatSaysWhyItEnded_IsToldAtOnce()
    {
        TranscriptFollower follower = Start();
        Append(TranscriptLines.Message("m1", 10, 30, "tool_use"));
        follower.Read();
        follower.Read();
        Assert.Equal([("m1", 30L)], Told());
    }

    [Fact]
    public void Read_LastMessageOfAQuietTranscript_IsToldAfterAWhile()
    {
        TranscriptFollower follower = Start();
        Append(TranscriptLines.Message("m1", 10, 30));
        follower.Read();
        _time.Advance(TranscriptFollower.Quiet - TimeSpan.FromMilliseconds(1));
        follower.Read();
        Assert.Empty(_passed);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        follower.Read();
        Assert.Equal([("m1", 30L)], Told());
    }

    [Fact]
    public void Read_SubagentsBeside_DoNotEndEachOthersMessages()
    {
        TranscriptFollower follower = Start();
        Append(TranscriptLines.Message("main", 1, 1) + TranscriptLines.Message("a1", 1, 1, agentId: "a") + TranscriptLines.Message("b1", 1, 1, agentId: "b"));
        follower.Read();
        Assert.Empty(_passed);
        Append(TranscriptLines.Message("a2", 1, 1, agentId: "a"));
        follower.Read();
        Assert.Equal([("a1", 1L)], Told());
        Assert.Equal("a", _passed[0].AgentId);
    }

    [Fact]
    public void Read_HalfALine_WaitsForTheRest()
    {
        TranscriptFollower follower = Start();
        string line = TranscriptLines.Message("m1", 10, 30, "end_turn");
        Append(line[..40]);
        follower.Read();
        Append(line[40..]);
        follower.Read();
        Assert.Equal([("m1", 30L)], Told());
    }

    [Fact]
    public void Read_AfterARestart_GoesOnWhereItWas()
    {
        TranscriptFollower follower = Start();
        Append(TranscriptLines.Message("m1", 10, 30, "end_turn") + TranscriptLines.Message("m2", 1, 1));
        follower.Read();
        follower = Start(); // killed while the second was not final
        Append(TranscriptLines.Message("m2", 1, 7, "end_turn") + TranscriptLines.Message("m3", 1, 2, "end_turn"));
        follower.Read();
        Start().Read();
        Assert.Equal([("m1", 30L), ("m2", 7L), ("m3", 2L)], Told());
    }

    [Fact]
    public void Read_SessionThatIsForked_CountsTheOldMessagesOnce()
    {
        TranscriptFollower follower = Start();
        string old = TranscriptLines.Message("m1", 10, 30, "end_turn");
        Append(old);
        follower.Read();
        string fork = Path.Combine(_folder.Folder, "fork.jsonl");
        File.WriteAllText(fork, old + TranscriptLines.Message("m2", 1, 2, "end_turn"));
        TranscriptPlace.Follow(_folder.Paths, fork);
        follower.Read();
        Assert.Equal([("m1", 30L), ("m2", 2L)], Told());
    }

    [Fact]
    public void Read_RingFull_TellsItLater()
    {
        TranscriptFollower follower = Start();
        Append(TranscriptLines.Message("m1", 10, 30, "end_turn") + TranscriptLines.Message("m2", 1, 2, "end_turn"));
        _isFull = true;
        follower.Read();
        _isFull = false;
        Assert.Empty(_passed);
        follower.Read();
        Assert.Equal([("m1", 30L), ("m2", 2L)], Told());
    }

    [Fact]
    public void Read_TranscriptReplacedByAShorterOne_IsReadFromItsBeginning()
    {
        TranscriptFollower follower = Start();
        Append(TranscriptLines.Message("m1", 10, 30, "end_turn") + TranscriptLines.User(new string('x', 10_000)));
        follower.Read();
        File.WriteAllText(Transcript, TranscriptLines.Message("m2", 1, 2, "end_turn"));
        follower.Read();
        Assert.Equal([("m1", 30L), ("m2", 2L)], Told());
    }

    [Fact]
    public void Read_NoTranscriptNoJsonNoUsage_TellsNothing()
    {
        TranscriptFollower follower = Start();
        follower.Read();
        Append("no json\n{\"type\":\"summary\"}\n[]\n\n" + TranscriptLines.User("hello"));
        follower.Read();
        Assert.Empty(_passed);
    }

    private TranscriptFollower Start()
    {
        _counted?.Dispose();
        _folder.Paths.CreateFolder();
        TranscriptPlace.Follow(_folder.Paths, Transcript);
        _counted = new CountedMessages(_folder.Paths);
        return new TranscriptFollower(_folder.Paths, _counted, Pass, _time);
    }

    private bool Pass(TranscriptMessage message)
    {
        if (!_isFull)
        {
            _passed.Add(message);
        }

        return !_isFull;
    }

    private IEnumerable<(string Id, long Output)> Told() => _passed.Select(static message => (message.Id, message.Usage.Output));

    private void Append(string text) => File.AppendAllText(Transcript, text);
}
