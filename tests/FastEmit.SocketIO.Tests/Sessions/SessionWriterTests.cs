using FastEmit.Protocol.WebSockets;
using FastEmit.SocketIO.Sending;
using FastEmit.SocketIO.Sessions;

namespace FastEmit.SocketIO.Tests.Sessions;

public sealed class SessionWriterTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SocketIOConnection _connection = new(
        "http://127.0.0.1:1", new SocketIOConnectionOptions { WriteTimeout = TimeSpan.FromMilliseconds(20) });

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    [Fact]
    public async Task RunAsync_CloseIsRequested_SendsAnswersThenTheOutboxThenTheClose()
    {
        RecordingTransport transport = new();
        await using SessionWriter writer = new(_connection, transport);
        writer.Owed.AddPong("first"u8);
        writer.Owed.AddPong("second"u8);
        writer.Owed.AddHeartbeat();
        writer.Owed.AddHeartbeat();
        lock (_connection.Sync)
        {
            _connection.Outbox.Append(NamespacePackets.Disconnect("/a"u8), 0);
            _connection.Outbox.Append(NamespacePackets.Disconnect("/b"u8), 0);
            Assert.False(writer.IsClosing);
            writer.RequestClose(CloseCode.Normal);
            writer.RequestClose(CloseCode.ProtocolError);
            Assert.True(writer.IsClosing);
        }

        await writer.RunAsync().WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(["3", "pong second", "41/a,", "41/b,", "close 1000"], transport.Written);
    }

    [Fact]
    public async Task RunAsync_NamespaceMayNotBeWritten_LeavesItsPacketsOut()
    {
        RecordingTransport transport = new();
        await using SessionWriter writer = new(_connection, transport);
        SocketIOSocket left = _connection.Socket("/left");
        lock (_connection.Sync)
        {
            _connection.Outbox.Append(NamespacePackets.Disconnect("/left"u8), left.Number);
            _connection.Outbox.Append(NamespacePackets.Disconnect("/a"u8), 0);
            writer.RequestClose(CloseCode.Normal);
        }

        await writer.RunAsync().WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(["41/a,", "close 1000"], transport.Written);
    }

    [Fact]
    public async Task RunAsync_NetworkTakesNothingForTheWriteTimeout_HasStalledAndEnds()
    {
        RecordingTransport transport = new(takesBytes: false);
        await using SessionWriter writer = new(_connection, transport);
        _connection.Wake();

        await writer.RunAsync().WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.True(writer.HasStalled);
    }
}
