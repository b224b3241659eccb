using System.Net.WebSockets;
using System.Text;

namespace FastEmit.Load.Clients;

/// <summary>ClientWebSocket: the same bytes, one message an event. Serializing is not its job here; the reference event is a constant.</summary>
internal sealed class WebSocketPeer : IPeer
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _received = new byte[4096];
    private readonly byte[] _event = PacketText.Reference(0);

    public async Task ConnectAsync(string url)
    {
        _socket.Options.KeepAliveInterval = TimeSpan.Zero;
        await _socket.ConnectAsync(new Uri(url.Replace("http", "ws", StringComparison.Ordinal) + "/socket.io/?EIO=4&transport=websocket"), CancellationToken.None);
        await SendAsync("40"u8.ToArray());
        await ReceiveAsync("40");
    }

    public ValueTask EmitAsync(int number) => SendAsync(_event);

    public ValueTask EmitTimedAsync(long sentAt) => SendAsync(PacketText.Timed(sentAt));

    public async Task FinishAsync(int number)
    {
        await SendAsync(PacketText.Reference(number, "7"));
        await ReceiveAsync("437");
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private ValueTask SendAsync(ReadOnlyMemory<byte> packet) => _socket.SendAsync(packet, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private async Task ReceiveAsync(string beginning)
    {
        string packet;
        do
        {
            ValueWebSocketReceiveResult read = await _socket.ReceiveAsync(_received.AsMemory(), CancellationToken.None);
            packet = Encoding.UTF8.GetString(_received, 0, read.Count);
        }
        while (!packet.StartsWith(beginning, StringComparison.Ordinal));
    }
}
