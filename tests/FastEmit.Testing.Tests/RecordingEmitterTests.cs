using FastEmit.Events;

namespace FastEmit.Testing.Tests;

public sealed class RecordingEmitterTests
{
    private readonly RecordingEmitter _emitter = new();

    [Fact]
    public void Emit_Event_IsRecordedWithItsWireForm()
    {
        Assert.Equal(EmitResult.Queued, _emitter.Emit(new ToolUsed("Bash", 12)));

        RecordedEvent recorded = Assert.Single(_emitter.Events);
        Assert.Equal(("/hook", "tool_used"), (recorded.Namespace, recorded.Name));
        Assert.Equal("""{"tool_name":"Bash","duration_ms":12}""", recorded.Json);
        Assert.Equal(new ToolUsed("Bash", 12), recorded.Event);
    }

    [Fact]
    public void EmitJson_Value_IsRecordedWithoutARecord()
    {
        _emitter.EmitJson(HookEventDescriptor.Create("raw"), "[1, 2]"u8);

        Assert.Equal(new RecordedEvent("/", "raw", "[1, 2]", null), Assert.Single(_emitter.Events));
    }

    [Fact]
    public void Single_OneMatches_ReturnsIt()
    {
        _emitter.Emit(new ToolUsed("Bash", 1));
        _emitter.Emit(new ToolUsed("Read", 2));
        _emitter.Emit(new Note("hi"));

        Assert.Equal("hi", _emitter.Single<Note>().Text);
        Assert.Equal(2, _emitter.Single<ToolUsed>(static used => used.ToolName == "Read").DurationMs);
        Assert.Equal([1, 2], _emitter.OfType<ToolUsed>().Select(static used => used.DurationMs));
    }

    [Fact]
    public void Single_NoneOrSeveral_SaysWhatWasRecorded()
    {
        string empty = Assert.Throws<RecordingAssertException>(() => _emitter.Single<Note>()).Message;
        _emitter.Emit(new ToolUsed("Bash", 1));
        _emitter.Emit(new ToolUsed("Read", 2));
        string several = Assert.Throws<RecordingAssertException>(() => _emitter.Single<ToolUsed>()).Message;

        Assert.Equal("Expected one Note, found 0. Nothing was recorded.", empty);
        Assert.StartsWith("Expected one ToolUsed, found 2. Recorded:", several, StringComparison.Ordinal);
        Assert.Contains("""/hook tool_used {"tool_name":"Read","duration_ms":2}""", several, StringComparison.Ordinal);
    }

    [Fact]
    public void Count_OtherThanExpected_Fails()
    {
        _emitter.Emit(new Note("a"));

        _emitter.Count<Note>(1);
        _emitter.None<ToolUsed>();
        _emitter.None<Note>(static note => note.Text == "b");
        Assert.Throws<RecordingAssertException>(() => _emitter.Count<Note>(2));
        Assert.Throws<RecordingAssertException>(() => _emitter.None<Note>());
    }

    [Theory]
    [InlineData(EmitResult.RingFull, DropReason.RingFull)]
    [InlineData(EmitResult.CircuitOpen, DropReason.CircuitOpen)]
    [InlineData(EmitResult.Closed, DropReason.Closed)]
    public async Task Result_NotQueued_IsAnsweredAndCounted(EmitResult result, DropReason reason)
    {
        _emitter.Emit(new Note("a"));
        _emitter.Result = result;

        Assert.Equal(result, _emitter.Emit(new Note("b")));

        FlushReport report = await _emitter.FlushAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);
        Assert.Equal((2, 1, 1), (report.Offered, report.Confirmed, report.Dropped[reason]));
        Assert.Equal("a", _emitter.Single<Note>().Text);
    }

    [Fact]
    public void Result_HandedToFallback_IsCountedAsFellBackAndNotAsDropped()
    {
        _emitter.Result = EmitResult.HandedToFallback;
        Assert.Equal(EmitResult.HandedToFallback, _emitter.Emit(new Note("a")));
        HookEmitterStats stats = _emitter.GetStats();
        Assert.Equal((1, 1, 0), (stats.Offered, stats.FellBack, stats.Dropped.Total));
    }

    [Fact]
    public void Emit_MemberBeyondItsLimit_IsTooLargeAsInTheRealEmitter()
    {
        Assert.Equal(EmitResult.TooLarge, _emitter.Emit(new Note("too long")));

        Assert.Empty(_emitter.Events);
        Assert.Equal(1, _emitter.GetStats().Dropped[DropReason.TooLarge]);
    }

    [Fact]
    public void Clear_AfterEvents_ForgetsThem()
    {
        _emitter.Emit(new Note("a"));
        _emitter.Clear();

        Assert.Empty(_emitter.Events);
        Assert.Equal(0, _emitter.GetStats().Offered);
    }

    [Fact]
    public void Emit_FromManyThreads_RecordsAll()
    {
        Parallel.For(0, 8, _ =>
        {
            for (int i = 0; i < 1000; i++)
            {
                _emitter.Emit(new ToolUsed("x", i));
            }
        });

        _emitter.Count<ToolUsed>(8000);
    }
}
