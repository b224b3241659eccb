using System.Text;
using FastEmit.Collector.Storage;
using FastEmit.Collector.Tests.Clients;
using FastEmit.SocketIO;
using FastEmit.SocketIO.Events;

namespace FastEmit.Collector.Tests.Typed;

/// <summary>Events that arrive as the records that they left as.</summary>
public sealed class TypedReceivingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_EventOfAnEmitter_ArrivesAsItsRecord()
    {
        TaskCompletionSource<(ToolDone Value, bool IsConnected)> arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0 }, Cancel);
        server.Collector.On((in ToolDone value, in EventContext context) => arrived.TrySetResult((value, context.Connection is not null)));
        await using HookEmitter emitter = HookEmitter.Create(server.Url);

        ToolDone.Emit(emitter, "Ba\"sh", 12);

        Assert.Equal((new ToolDone("Ba\"sh", 12), true), await arrived.Task.WaitAsync(Cancel));
    }

    [Fact]
    public async Task On_EventOfAnotherForm_IsAHandlerError()
    {
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0 }, Cancel);
        server.Collector.On(static (in ToolDone _, in EventContext _) => { });
        await using RawClient client = await RawClient.JoinAsync(server.Url, "/hook");

        await client.SendTextAsync("42/hook,[\"tool_done\",{\"tool_name\":5}]");
        await client.SyncAsync();

        Assert.Equal(1, server.GetStats().HandlerErrors);
    }

    [Fact]
    public async Task On_AcknowledgedByAHandler_AnswersTheEmitter()
    {
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0 }, Cancel);
        server.Collector.On(static (in ToolDone value, in EventContext context) => context.Acknowledge(Encoding.UTF8.GetBytes($"{value.DurationMs}")));
        await using HookEmitter emitter = HookEmitter.Create(server.Url);

        EmitAcknowledgement answer = await new ToolDone("Bash", 12).EmitAsync(emitter, Cancel);

        Assert.Equal("[12]", Encoding.UTF8.GetString(answer.Arguments.Span));
    }

    [Fact]
    public async Task On_EventOfSeveralTypes_ArrivesAsTheOneThatWasEmitted()
    {
        TaskCompletionSource<IStage[]> arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<IStage> stages = [];
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0 }, Cancel);
        server.Collector.On((in IStage value, in EventContext _) =>
        {
            stages.Add(value);
            if (stages.Count == 4)
            {
                arrived.TrySetResult([.. stages]);
            }
        });
        await using HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions { Url = server.Url, MaxConnections = 1 });

        Assert.Equal(EmitResult.Queued, emitter.Emit(new Planned(1, "because"))); // by its own type, as it stands
        Assert.Equal(EmitResult.Queued, emitter.Emit<IStage>(new Reached(2)));
        Assert.Equal(EmitResult.Queued, ((IHookEmitter)emitter).Emit(new Reached(3)));
        await emitter.EmitAsync(new Planned(4, "so"), Cancel);

        Assert.Equal([new Planned(1, "because"), new Reached(2), new Reached(3), new Planned(4, "so")], await arrived.Task.WaitAsync(Cancel));
    }

    [Fact]
    public async Task On_EventWithAttachments_HasTheirBytes()
    {
        TaskCompletionSource<Picture> arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0 }, Cancel);
        server.Collector.On((in Picture value, in EventContext _) => arrived.TrySetResult(value));
        await using HookEmitter emitter = HookEmitter.Create(server.Url);

        new Picture("cat", [1, 2], new byte[] { 3 }, "\u00e4"u8.ToArray()).Emit(emitter);

        Picture read = await arrived.Task.WaitAsync(Cancel);
        Assert.Equal([1, 2], read.Bytes!);
        Assert.Equal([3], read.More.ToArray());
        Assert.Equal("\u00e4"u8, read.Caption.Span);
    }

    [Fact]
    public async Task On_SocketOfTheClient_ReadsAttachments()
    {
        TaskCompletionSource<CollectorConnection> joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CollectorServer server = await CollectorServer.StartAsync(
            new CollectorOptions { Port = 0, OnJoined = request => joined.TrySetResult(request.Connection) }, Cancel);
        await using SocketIOConnection connection = new(server.Url);
        SocketIOSocket socket = connection.Socket("/hook");
        TaskCompletionSource<Picture> arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        socket.On((in Picture value) => arrived.TrySetResult(value));
        await socket.ConnectAsync(Cancel);

        (await joined.Task.WaitAsync(Cancel)).Emit(
            "/hook", "picture", "{\"name\":\"cat\",\"bytes\":{\"_placeholder\":true,\"num\":1},\"more\":{\"num\":0,\"_placeholder\":true}}"u8, new byte[] { 3 }, new byte[] { 1, 2 });

        Picture read = await arrived.Task.WaitAsync(Cancel);
        Assert.Equal([1, 2], read.Bytes!);
        Assert.Equal([3], read.More.ToArray());
    }

    [Fact]
    public void As_StoredEventWithAttachments_TakesThemAndPointsIntoItsData()
    {
        StoredEvent stored = new()
        {
            Id = 1,
            Time = default,
            Namespace = "/hook",
            Name = "picture",
            Type = "picture",
            Data = "{\"name\":\"cat\",\"bytes\":{\"_placeholder\":true,\"num\":0},\"more\":\"Aw==\",\"caption\":\"soft\"}"u8.ToArray(),
        };

        Picture read = stored.As<Picture>(new byte[] { 1, 2 });
        Assert.Equal([1, 2], read.Bytes!);
        Assert.Equal([3], read.More.ToArray()); // as a fallback writes it
        Assert.True(stored.Data.Span.Overlaps(read.Caption.Span));
        Assert.Contains("Attachment 0 did not come", Assert.Throws<System.Text.Json.JsonException>(() => stored.As<Picture>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void As_StoredEvent_IsItsRecordOrSaysWhatItIs()
    {
        StoredEvent stored = new() { Id = 1, Time = default, Namespace = "/hook", Name = "tool_done", Type = "tool_done", Data = "{\"tool_name\":\"Bash\",\"duration_ms\":3}"u8.ToArray() };

        Assert.Equal(new ToolDone("Bash", 3), stored.As<ToolDone>());
        Assert.Contains("'other' of /hook", Assert.Throws<ArgumentException>(() => (stored with { Name = "other" }).As<ToolDone>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_SocketOfTheClient_TakesRecordsAndAnswersThem()
    {
        TaskCompletionSource<CollectorConnection> joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CollectorServer server = await CollectorServer.StartAsync(
            new CollectorOptions { Port = 0, OnJoined = request => joined.TrySetResult(request.Connection) }, Cancel);
        await using SocketIOConnection connection = new(server.Url);
        SocketIOSocket socket = connection.Socket("/hook");
        TaskCompletionSource<ToolDone> plain = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<ToolDone> awaited = new(TaskCreationOptions.RunContinuationsAsynchronously);
        socket.On((in ToolDone value) => plain.TrySetResult(value));
        socket.On((ToolDone value) =>
        {
            awaited.TrySetResult(value);
            return ValueTask.CompletedTask;
        });
        await socket.ConnectAsync(Cancel);

        (await joined.Task.WaitAsync(Cancel)).Emit("/hook", "tool_done", "{\"tool_name\":\"Bash\",\"duration_ms\":3},\"more\""u8);

        Assert.Equal(new ToolDone("Bash", 3), await plain.Task.WaitAsync(Cancel));
        Assert.Equal(new ToolDone("Bash", 3), await awaited.Task.WaitAsync(Cancel));
        Assert.Throws<ArgumentException>(() => connection.Socket("/").On((in ToolDone _) => { }));
    }
}
