using FastEmit.SocketIO;

namespace FastEmit.Load.Clients;

/// <summary>FastEmit's own Socket.IO client, an awaited emit each: no ring, no batches, nothing sent again.</summary>
internal sealed class SocketIOPeer : IPeer
{
    private SocketIOConnection? _connection;
    private SocketIOSocket? _socket;

    public async Task ConnectAsync(string url)
    {
        _connection = new SocketIOConnection(url);
        _socket = _connection.Socket();
        await _socket.ConnectAsync();
    }

    public ValueTask EmitAsync(int number) => _socket!.EmitAsync("claude_event", ReferenceData.Numbered(number), PeerJson.Default.ReferenceData);

    public ValueTask EmitTimedAsync(long sentAt) => _socket!.EmitAsync("latency", new TimedData(sentAt), PeerJson.Default.TimedData);

    public async Task FinishAsync(int number) =>
        await _socket!.EmitWithAckAsync("claude_event", SocketIOArgument.From(ReferenceData.Numbered(number), PeerJson.Default.ReferenceData));

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }
}
