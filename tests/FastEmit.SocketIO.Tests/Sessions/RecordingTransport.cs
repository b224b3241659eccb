using System.Text;
using FastEmit.Protocol.EngineIO;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO.Tests.Sessions;

/// <summary>A transport without a network: it records what is written, and takes it or does not.</summary>
internal sealed class RecordingTransport(bool takesBytes = true) : IEngineTransport
{
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<string> Written { get; } = [];

    public EngineHandshake Handshake { get; } = new("sid", TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(20), 1_000_000, []);

    public string Name => "recording";

    public async Task<ConnectionClose> RunAsync(IEngineHandler handler, CancellationToken cancellationToken)
    {
        await _aborted.Task;
        return new ConnectionClose(DisconnectReason.ForcedClose, null, null, null);
    }

    public void WriteText(ReadOnlySpan<byte> packet) => Written.Add(Encoding.UTF8.GetString(packet));

    public void WriteBinary(ReadOnlySpan<byte> message) => Written.Add($"binary {message.Length}");

    public void WriteWebSocketPong(ReadOnlySpan<byte> payload) => Written.Add($"pong {Encoding.UTF8.GetString(payload)}");

    public async ValueTask FlushAsync()
    {
        if (!takesBytes)
        {
            await _aborted.Task;
            throw new IOException("Aborted.");
        }
    }

    public void Abort() => _aborted.TrySetResult();

    public ValueTask CloseAsync(TimeSpan bound, int code, string? reason)
    {
        Written.Add($"close {code}");
        return default;
    }

    public ValueTask DisposeAsync()
    {
        Abort();
        return default;
    }
}
