using FastEmit.Collector.Tests.Clients;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Collector.Tests;

public sealed class CollectorConnectionTests : IAsyncLifetime
{
    private readonly TaskCompletionSource<CollectorConnection> _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CollectorServer _server = null!;
    private RawClient _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await CollectorServer.StartAsync(new CollectorOptions
        {
            Port = 0,
            MaxOutgoingBytes = 64 << 10,
            OnJoined = request => _joined.TrySetResult(request.Connection),
        });
        _client = await RawClient.JoinAsync(_server.Url, "/", "/hook");
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Emit_JoinedNamespaces_ArrivesWithArgumentsAndAttachments()
    {
        CollectorConnection connection = await _joined.Task;

        Assert.True(connection.Emit("/", "a\"é"));
        Assert.True(connection.Emit("/hook", "b", "1,{\"_placeholder\":true,\"num\":0}"u8, new byte[] { 7, 8 }));

        Assert.Equal("42[\"a\\\"é\"]", (await _client.ReceiveAsync()).Text);
        Assert.Equal("451-/hook,[\"b\",1,{\"_placeholder\":true,\"num\":0}]", (await _client.ReceiveAsync()).Text);
        Assert.Equal([7, 8], (await _client.ReceiveAsync()).Payload);
    }

    [Fact]
    public async Task Emit_NotJoinedOrGone_IsRefused()
    {
        CollectorConnection connection = await _joined.Task;

        Assert.False(connection.Emit("/other", "a"));
        await _client.DisposeAsync();
        await Expect.TrueAsync(() => _server.GetStats().OpenConnections == 0);
        Assert.False(connection.Emit("/", "a"));
    }

    [Fact]
    public async Task Emit_ReservedNameOrTooManyAttachments_Throws()
    {
        CollectorConnection connection = await _joined.Task;

        Assert.Throws<ArgumentException>(() => connection.Emit("/", "disconnect"));
        Assert.Throws<ArgumentException>(() => connection.Emit("/", "a", default, new ReadOnlyMemory<byte>[11]));
    }

    [Fact]
    public async Task Emit_FasterThanTheClientReads_IsRefusedAtTheBoundAndLosesNothing()
    {
        CollectorConnection connection = await _joined.Task;
        byte[] argument = [(byte)'"', .. Enumerable.Repeat((byte)'x', 30_000), (byte)'"'];

        long queued = 0;
        while (connection.Emit("/", "a", argument))
        {
            queued++;
        }

        for (long i = 0; i < queued; i++)
        {
            Assert.Equal(30_010, (await _client.ReceiveAsync()).Payload.Length);
        }
    }

    [Fact]
    public async Task Emit_FromManyThreadsWithAttachments_NeverMixes()
    {
        CollectorConnection connection = await _joined.Task;
        const int threads = 4;
        const int each = 200;
        Task receiving = Task.Run(async () =>
        {
            int[] next = new int[threads];
            for (int i = 0; i < threads * each; i++)
            {
                string text = (await _client.ReceiveAsync()).Text;
                byte[] attachment = (await _client.ReceiveAsync()).Payload;
                int thread = attachment[0];
                Assert.Equal($"451-[\"t\",{thread},{next[thread]++},{{\"_placeholder\":true,\"num\":0}}]", text);
            }
        }, Cancellation);

        await Task.WhenAll(Enumerable.Range(0, threads).Select(thread => Task.Run(async () =>
        {
            for (int i = 0; i < each; i++)
            {
                byte[] arguments = System.Text.Encoding.UTF8.GetBytes($"{thread},{i},{{\"_placeholder\":true,\"num\":0}}");
                while (!connection.Emit("/", "t", arguments, new byte[] { (byte)thread }))
                {
                    await Task.Yield();
                }
            }
        })));
        await receiving;
    }

    [Fact]
    public async Task Disconnect_Namespace_TellsTheClientAndLetsItsEventsGo()
    {
        CollectorConnection connection = await _joined.Task;

        Assert.True(connection.Disconnect("/hook"));
        Assert.False(connection.Disconnect("/hook"));
        Assert.Equal("41/hook,", (await _client.ReceiveAsync()).Text);
        await _client.SendTextAsync("42/hook,[\"under way\"]");
        await _client.SendTextAsync("42[\"a\"]");
        await _client.SyncAsync();
        Assert.Equal((1, 0), (_server.GetStats().Events, _server.GetStats().ProtocolErrors));

        await _client.SendTextAsync("40/hook");
        Assert.StartsWith("40/hook,{\"sid\":", (await _client.ReceiveAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Close_Connection_SaysGoodbye()
    {
        CollectorConnection connection = await _joined.Task;

        connection.Close();

        Assert.Equal((WebSocketOpcode.Close, CloseCode.Normal), ((await _client.ReceiveAsync()) is { } frame ? frame.Opcode : null, CloseCode.Normal));
    }
}
