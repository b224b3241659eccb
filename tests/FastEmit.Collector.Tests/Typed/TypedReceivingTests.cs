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
