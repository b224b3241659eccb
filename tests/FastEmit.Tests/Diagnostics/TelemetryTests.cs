using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Runtime.CompilerServices;
using FastEmit.Diagnostics;
using FastEmit.Tests.Delivery;

namespace FastEmit.Tests.Diagnostics;

public sealed class TelemetryTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Instruments_EventsConfirmedAndDropped_SayWhatTheStatsSay()
    {
        const string name = nameof(Instruments_EventsConfirmedAndDropped_SayWhatTheStatsSay);
        using InstrumentReadings readings = new(name);
        await using ScriptedServer server = new();
        await using HookEmitter emitter = Create(server.Url, name);
        for (int i = 0; i < 100; i++)
        {
            ReferenceEvent.EmitNumbered(emitter, i);
        }

        Assert.True((await emitter.FlushAsync(Patience, Cancel)).Completed);
        emitter.Emit(new ReferenceEvent(new string('x', 2000), "", "", "", "", true, 0)); // TooLarge

        HookEmitterStats stats = emitter.GetStats();
        Dictionary<string, double> read = readings.Read();
        Assert.Equal((101, 100, 0), (read["fastemit.events.offered"], read["fastemit.events.confirmed"], read["fastemit.events.pending"]));
        Assert.Equal(100, server.Events.Count);
        Assert.Equal((1, 0), (read["fastemit.events.dropped:too_large"], read["fastemit.events.dropped:ring_full"]));
        Assert.Equal((stats.BytesSent, stats.RingCapacity), (read["fastemit.bytes.sent"], read["fastemit.queue.capacity"]));
        Assert.Equal((1, 0), (read["fastemit.connections"], read["fastemit.circuit.state"]));
        Assert.Equal(100, read["fastemit.batch.size"]);
        Assert.Equal(100, read["messaging.client.sent.messages"]);
        Assert.Equal(read["fastemit.flush.duration:count"], read["messaging.client.operation.duration:count"]);
        Assert.Equal(read["fastemit.batch.size:count"], read["fastemit.flush.duration:count"]);
        Assert.InRange(read["fastemit.flush.duration"], 0, Patience.TotalSeconds);
    }

    [Fact]
    public async Task Instruments_EmitterClosed_CountersStayAndTheNextOfItsNameAddsToThem()
    {
        const string name = nameof(Instruments_EmitterClosed_CountersStayAndTheNextOfItsNameAddsToThem);
        using InstrumentReadings readings = new(name);
        await using ScriptedServer server = new();
        for (int round = 1; round <= 2; round++)
        {
            await using HookEmitter emitter = Create(server.Url, name);
            ReferenceEvent.EmitNumbered(emitter, round);
            await emitter.CloseAsync(Cancel);

            Assert.Equal(round, readings.Read()["fastemit.events.confirmed"]);
        }
    }

    [Fact]
    public void Instruments_All_HaveTheUnitsOfTheTable()
    {
        RuntimeHelpers.RunClassConstructor(typeof(EmitterMeters).TypeHandle); // This test may be the first of the process.
        using InstrumentReadings readings = new("none");

        string table = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "observability.md"));

        Assert.NotEmpty(readings.Units);
        Assert.All(readings.Units, unit => Assert.Contains($"| `{unit.Key}` | `{unit.Value}` |", table, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Activities_WhileSomebodyListens_OneAFlushWithItsEvents()
    {
        const string name = nameof(Activities_WhileSomebodyListens_OneAFlushWithItsEvents);
        ConcurrentQueue<Activity> stopped = [];
        using ActivityListener listener = Listen(stopped);
        await using ScriptedServer server = new();
        using (Activity around = new Activity("the application's").Start())
        {
            await using HookEmitter emitter = Create(server.Url, name);
            for (int i = 0; i < 50; i++)
            {
                ReferenceEvent.EmitNumbered(emitter, i);
            }

            await emitter.CloseAsync(Cancel);
            Assert.Same(around, Activity.Current);
        }

        Activity[] flushes = [.. stopped.Where(static activity => name.Equals(activity.GetTagItem("fastemit.emitter")))];
        Assert.NotEmpty(flushes);
        Assert.Equal(50, flushes.Sum(static activity => (long)activity.GetTagItem("messaging.batch.message_count")!));
        Assert.All(flushes, static activity => Assert.Equal(("fastemit.flush", default), (activity.OperationName, activity.ParentSpanId)));
        Assert.All(flushes, activity => Assert.Equal(
            ("socket.io", "send", "/", "127.0.0.1", new Uri(server.Url).Port),
            (activity.GetTagItem("messaging.system"), activity.GetTagItem("messaging.operation.type"), activity.GetTagItem("messaging.destination.name"), activity.GetTagItem("server.address"), activity.GetTagItem("server.port"))));
        Assert.All(flushes, static activity => Assert.Empty(activity.Links));
    }

    [Fact]
    public async Task Activities_EventsWithTraceContext_AreLinkedToTheActivitiesOfTheirEvents()
    {
        const string name = nameof(Activities_EventsWithTraceContext_AreLinkedToTheActivitiesOfTheirEvents);
        ConcurrentQueue<Activity> stopped = [];
        using ActivityListener listener = Listen(stopped);
        await using ScriptedServer server = new();
        List<ActivityContext> emitted = [];
        await using HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions
        {
            Url = server.Url,
            Name = name,
            MaxConnections = 1,
            Batch = { Window = TimeSpan.FromMinutes(1) },
            Stamps = { TraceContext = true, EventId = true },
        });
        for (int i = 0; i < 3; i++)
        {
            using Activity work = new Activity("work").SetIdFormat(ActivityIdFormat.W3C).Start();
            emitted.Add(work.Context);
            ReferenceEvent.EmitNumbered(emitter, i);
            ReferenceEvent.EmitNumbered(emitter, i);
        }

        ReferenceEvent.EmitNumbered(emitter, 3); // emitted in no activity
        Assert.True((await emitter.FlushAsync(Patience, Cancel)).Completed);

        Assert.Equal(
            emitted.Select(static context => (context.TraceId, context.SpanId)),
            stopped.Where(static activity => name.Equals(activity.GetTagItem("fastemit.emitter")))
                .SelectMany(static activity => activity.Links).Select(static link => (link.Context.TraceId, link.Context.SpanId)));
    }

    [Fact]
    public async Task EventSource_ServerGone_SaysWhyInAProcessThatLogsNowhere()
    {
        using Lines lines = new();
        await using HookEmitter emitter = Create("http://127.0.0.1:1", nameof(EventSource_ServerGone_SaysWhyInAProcessThatLogsNowhere), shutdownSeconds: 0);

        ReferenceEvent.EmitNumbered(emitter, 0);

        await lines.FirstWarning.WaitAsync(Patience, Cancel);
    }

    private static ActivityListener Listen(ConcurrentQueue<Activity> stopped)
    {
        ActivityListener listener = new()
        {
            ShouldListenTo = static source => source.Name == FastEmitTelemetry.Name,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static HookEmitter Create(string url, string name, int shutdownSeconds = 30) =>
        HookEmitter.Create(new HookEmitterOptions
        {
            Url = url,
            Name = name,
            MaxConnections = 1,
            MaxEventBytes = 1000,
            ShutdownTimeout = TimeSpan.FromSeconds(shutdownSeconds),
        });

    private sealed class Lines : EventListener
    {
        private readonly TaskCompletionSource _firstWarning = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task FirstWarning => _firstWarning.Task;

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == FastEmitTelemetry.Name)
            {
                EnableEvents(eventSource, EventLevel.Warning);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventSource.Name == FastEmitTelemetry.Name
                && eventData.Payload is [2, string text] && text.StartsWith("No connection: ", StringComparison.Ordinal))
            {
                _firstWarning.TrySetResult();
            }
        }
    }
}
