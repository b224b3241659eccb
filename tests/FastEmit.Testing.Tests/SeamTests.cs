using System.Text;

namespace FastEmit.Testing.Tests;

/// <summary>Code that emits as the README shows runs against a double, and the double can misbehave.</summary>
public sealed class SeamTests
{
    private readonly RecordingEmitter _recording = new();

    private IHookEmitter Emitter => _recording;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Emit_StaticAndInstanceThroughTheInterface_AreRecorded()
    {
        Assert.Equal(EmitResult.Queued, ToolUsed.Emit(Emitter, "Bash", 12));
        Assert.Equal(EmitResult.Queued, new ToolUsed("Read", 3).Emit(Emitter));
        Assert.Equal([new ToolUsed("Bash", 12), new ToolUsed("Read", 3)], _recording.OfType<ToolUsed>());
    }

    [Fact]
    public async Task Emit_ClosedTypeOfAGenericEvent_GoesInEveryWayThatAnEventGoes()
    {
        Assert.Equal(EmitResult.Queued, Emitter.Emit(new Swapped<int>(1, 2)));
        Assert.Equal(EmitResult.Queued, new Swapped<int>(2, 3).Emit(Emitter));
        Assert.Equal(EmitResult.Queued, Swapped<int>.Emit(Emitter, 3, 4));
        await new Swapped<int>(4, 5).EmitAsync(Emitter, Cancel);
        Assert.Equal(EmitResult.Queued, Emitter.Emit(new Swapped<string>("a", "b")));
        Assert.Equal([2, 3, 4, 5], _recording.OfType<Swapped<int>>().Select(static one => one.After));
        Assert.Equal(["int_swapped", "int_swapped", "int_swapped", "int_swapped", "string_swapped"], _recording.Events.Select(static one => one.Name));
    }

    [Fact]
    public async Task EmitAsync_ThroughTheInterface_IsAcknowledgedAsTold()
    {
        _recording.Acknowledge = static recorded => $"[\"{recorded.Name}\"]";
        EmitAcknowledgement answer = await new ToolUsed("Bash", 12).EmitAsync(Emitter, Cancel);
        Assert.Equal("[\"tool_used\"]", Encoding.UTF8.GetString(answer.Arguments.Span));
        Assert.Equal("Bash", _recording.Single<ToolUsed>().ToolName);
    }

    [Theory]
    [InlineData(EmitResult.RingFull, EmitFailure.RingFull)]
    [InlineData(EmitResult.CircuitOpen, EmitFailure.CircuitOpen)]
    [InlineData(EmitResult.TooLarge, EmitFailure.TooLarge)]
    [InlineData(EmitResult.Closed, EmitFailure.Closed)]
    [InlineData(EmitResult.HandedToFallback, EmitFailure.HandedToFallback)]
    public async Task EmitAsync_Refused_FailsForThatAndRecordsNothing(EmitResult result, EmitFailure failure)
    {
        _recording.Result = result;
        EmitFailedException thrown = await Assert.ThrowsAsync<EmitFailedException>(async () => await new ToolUsed("Bash", 1).EmitAsync(Emitter, Cancel));
        Assert.Equal(failure, thrown.Failure);
        Assert.Empty(_recording.Events);
    }

    [Fact]
    public async Task EmitAsync_HandlerThatFails_FailsAfterTheEventWasTaken()
    {
        _recording.AcknowledgementFailure = EmitFailure.ConnectionLost;
        EmitFailedException thrown = await Assert.ThrowsAsync<EmitFailedException>(async () => await new ToolUsed("Bash", 1).EmitAsync(Emitter, Cancel));
        Assert.True(thrown.MayArrive);
        Assert.Single(_recording.Events);
    }

    [Fact]
    public async Task Delay_LongerThanTheTimeout_TimesOutAndLeavesTheFlushIncomplete()
    {
        _recording.Delay = TimeSpan.FromDays(20);
        TimeSpan timeout = TimeSpan.FromMilliseconds(1);
        EmitFailedException thrown = await Assert.ThrowsAsync<EmitFailedException>(async () => await Emitter.EmitAsync(new ToolUsed("Bash", 1), timeout, Cancel));
        Assert.Equal(EmitFailure.TimedOut, thrown.Failure);
        FlushReport report = await Emitter.FlushAsync(timeout, Cancel);
        Assert.Equal((false, 1, 0), (report.Completed, report.Pending, report.Confirmed));
    }

    [Fact]
    public async Task EmitAsync_SlowAndCancelled_IsCancelled()
    {
        _recording.Delay = TimeSpan.FromDays(20);
        using CancellationTokenSource source = new();
        ValueTask<EmitAcknowledgement> waiting = new ToolUsed("Bash", 1).EmitAsync(Emitter, source.Token);
        Assert.False(waiting.IsCompleted);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
    }

    [Fact]
    public async Task FlushError_Set_FlushFailsAndTheSumHolds()
    {
        _recording.FlushError = "refused";
        ToolUsed.Emit(Emitter, "Bash", 12);
        FlushReport report = await Emitter.FlushAsync(TimeSpan.FromSeconds(1), Cancel);
        Assert.Equal((false, 1L, 0L, 1L, "refused"), (report.Completed, report.Offered, report.Confirmed, report.Pending, report.LastError));
        Assert.Equal(1, Emitter.GetStats().Pending);
    }

    [Fact]
    public void Constructors_OfExceptionsAndReports_ArePublic()
    {
        Assert.Equal(EmitFailure.Poisoned, new EmitFailedException(EmitFailure.Poisoned).Failure);
        Assert.Equal("/r", new RingFileException(default, "/r", "gone").RingFile);
        DropCounts dropped = new((DropReason.RingFull, 2), (DropReason.TooLarge, 1));
        Assert.Equal((2, 3), (dropped[DropReason.RingFull], dropped.Total));
        Assert.Equal(3, new FlushReport(false, 4, 0, 0, 1, 0, dropped, default, null).Dropped.Total);
    }
}
