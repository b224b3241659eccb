using System.Text;
using System.Threading.Channels;
using FastEmit.Collector;

namespace FastEmit.Consumer.Tests;

/// <summary>Keeps what comes, as its bytes came, and sends every event back under its name with <c>-back</c> behind it.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly Channel<(string Data, byte[][] Attachments)> _received = Channel.CreateUnbounded<(string, byte[][])>();
    private CollectorServer _server = null!;

    public string Url => _server.Url;

    public static async Task<EchoServer> StartAsync(int maxPayload = 1_000_000)
    {
        EchoServer echo = new();
        echo._server = await CollectorServer.StartAsync(
            new CollectorOptions { Port = 0, MaxPayload = maxPayload, OnEvent = echo.OnEvent }, TestContext.Current.CancellationToken);
        return echo;
    }

    /// <summary>The next event's arguments and attachments.</summary>
    public async Task<(string Data, byte[][] Attachments)> NextAsync() =>
        await _received.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private void OnEvent(in ReceivedEvent received)
    {
        byte[][] attachments = new byte[received.Attachments][];
        for (int i = 0; i < attachments.Length; i++)
        {
            attachments[i] = received.GetAttachment(i).ToArray();
        }

        received.Connection!.Emit(
            Encoding.UTF8.GetString(received.Namespace),
            Encoding.UTF8.GetString(received.Name) + "-back",
            received.Data,
            [.. attachments.Select(static bytes => new ReadOnlyMemory<byte>(bytes))]);
        _received.Writer.TryWrite((Encoding.UTF8.GetString(received.Data), attachments));
    }
}
