using SocketIOClient;

namespace FastEmit.Load.Clients;

/// <summary>SocketIOClient 3.0.6, the .NET client in use.</summary>
internal sealed class SocketIOClientPeer : IPeer
{
    private SocketIOClient.SocketIO? _client;

    public async Task ConnectAsync(string url)
    {
        _client = new SocketIOClient.SocketIO(url, new SocketIOOptions { Transport = SocketIOClient.Transport.TransportProtocol.WebSocket });
        await _client.ConnectAsync();
    }

    public ValueTask EmitAsync(int number) => new(_client!.EmitAsync("claude_event", ReferenceData.Numbered(number)));

    public ValueTask EmitTimedAsync(long sentAt) => new(_client!.EmitAsync("latency", new TimedData(sentAt)));

    public async Task FinishAsync(int number)
    {
        TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await _client!.EmitAsync("claude_event", _ => answered.SetResult(), ReferenceData.Numbered(number));
        await answered.Task;
    }

    public ValueTask DisposeAsync()
    {
        _client?.Dispose();
        return ValueTask.CompletedTask;
    }
}
