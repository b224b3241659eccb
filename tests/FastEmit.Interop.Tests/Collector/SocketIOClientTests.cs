using FastEmit.Collector;
using SocketIOClient;
using SocketIOClient.Transport;
using PeerClient = SocketIOClient.SocketIO;

namespace FastEmit.Interop.Tests.Collector;

/// <summary>SocketIOClient 3.0.6, the .NET client in use, against the collector.</summary>
public sealed class SocketIOClientTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TransportProtocol.WebSocket, false)]
    [InlineData(TransportProtocol.Polling, false)]
    [InlineData(TransportProtocol.Polling, true)]
    public async Task Traffic_BothWays_Arrives(TransportProtocol transport, bool upgrades)
    {
        List<string> numbers = [];
        await using CollectorServer server = await InteropCollector.StartAsync(numbers);
        using PeerClient client = new(server.Url, new SocketIOOptions { Transport = transport, AutoUpgrade = upgrades, Reconnection = false });
        await ConnectAsync(client);

        Assert.Equal("ä€😀", await AskAsync<string>(client, "echo", "ä€😀"));
        for (int i = 0; i < 20; i++)
        {
            await client.EmitAsync("numbered", Cancellation, new { number = i });
        }

        Assert.Equal(1, await AskAsync<int>(client, "echo", 1));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{{\"number\":{i}}}"), numbers);
        await client.DisconnectAsync();
        Assert.Equal(0, server.GetStats().ProtocolErrors);
    }

    [Fact]
    public async Task Binary_Sent_ArrivesAsAttachments()
    {
        await using CollectorServer server = await InteropCollector.StartAsync([]);
        using PeerClient client = new(server.Url, new SocketIOOptions { Transport = TransportProtocol.WebSocket, Reconnection = false });
        TaskCompletionSource<byte[]> arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using IDisposable handler = server.Collector.On("/", "binary", (in received) => arrived.TrySetResult(received.GetAttachment(0).ToArray()));
        await ConnectAsync(client);

        await client.EmitAsync("binary", Cancellation, new byte[] { 9, 8, 7 });

        Assert.Equal([9, 8, 7], await arrived.Task.WaitAsync(Patience, Cancellation));
        await client.DisconnectAsync();
    }

    /// <summary>ConnectAsync of this client may return before its CONNECT is sent, and then sends events first; so the server's word is awaited.</summary>
    private static async Task ConnectAsync(PeerClient client)
    {
        TaskCompletionSource<string> welcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        client.On("welcome", response => welcome.TrySetResult(response.GetValue<string>()));
        await client.ConnectAsync();
        Assert.Equal("hello", await welcome.Task.WaitAsync(Patience, Cancellation));
    }

    private static async Task<T> AskAsync<T>(PeerClient client, string name, object argument)
    {
        TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await client.EmitAsync(name, Cancellation, response => answer.TrySetResult(response.GetValue<T>()), argument);
        return await answer.Task.WaitAsync(Patience, Cancellation);
    }
}
