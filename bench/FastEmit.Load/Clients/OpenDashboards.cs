using System.Net.WebSockets;

namespace FastEmit.Load.Clients;

/// <summary>Dashboards as far as a collector sees them: they follow its feed, and read what they are told.</summary>
internal sealed class OpenDashboards : IAsyncDisposable
{
    private readonly List<ClientWebSocket> _sockets = [];
    private readonly List<Task> _reading = [];
    private readonly CancellationTokenSource _end = new();

    /// <summary>Opens so many.</summary>
    public static async Task<OpenDashboards> OpenAsync(string url, int count)
    {
        OpenDashboards open = new();
        for (int i = 0; i < count; i++)
        {
            ClientWebSocket socket = new();
            open._sockets.Add(socket);
            await socket.ConnectAsync(new Uri($"{url.Replace("http", "ws", StringComparison.Ordinal)}/api/watch"), CancellationToken.None);
            await socket.SendAsync("{\"token\":\"\"}"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            open._reading.Add(open.ReadAsync(socket));
        }

        return open;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_reading);
        _sockets.ForEach(static socket => socket.Dispose());
        _end.Dispose();
    }

    private async Task ReadAsync(ClientWebSocket socket)
    {
        byte[] buffer = new byte[64 << 10];
        try
        {
            ValueWebSocketReceiveResult read;
            do
            {
                read = await socket.ReceiveAsync(buffer.AsMemory(), _end.Token);
            }
            while (read.MessageType != WebSocketMessageType.Close);
            throw new InvalidOperationException($"A dashboard's feed ended: {socket.CloseStatusDescription}");
        }
        catch (OperationCanceledException)
        {
            // It was looked at for long enough.
        }
    }
}
