using FastEmit.Protocol.EngineIO;
using FastEmit.SocketIO.Sending;

namespace FastEmit.SocketIO.Transports;

/// <summary>
/// A session that begins on polling and moves to WebSocket while it runs: the WebSocket is probed, the poll under way is let finish (the
/// server ends it with a noop), and the upgrade packet moves the session. If anything fails before that packet is written, the session
/// stays on polling; if the WebSocket fails behind it, the session's transport is unknown, and the session ends.
/// </summary>
/// <remarks>
/// The writer's packets wait here until a flush knows where they go. Once a flush has seen the WebSocket, they go there directly.
/// </remarks>
internal sealed class UpgradingConnection(PollingConnection polling, EngineConnectionOptions options) : IEngineTransport
{
    /// <summary>The server gives an unfinished upgrade up after 10 s.</summary>
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _flushing = new(1);
    private readonly CancellationTokenSource _abort = new();
    private readonly Outbox _waiting = new();
    private readonly TaskCompletionSource _pollEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<EngineConnection?> _upgraded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile EngineConnection? _webSocket;
    private bool _direct;
    private Task _probing = Task.CompletedTask;

    public EngineHandshake Handshake => polling.Handshake;

    public string Name => _webSocket?.Name ?? polling.Name;

    public async Task<ConnectionClose> RunAsync(IEngineHandler handler, CancellationToken cancellationToken)
    {
        _probing = Task.Run(UpgradeAsync, CancellationToken.None);
        ConnectionClose close = await polling.RunAsync(handler, cancellationToken).ConfigureAwait(false);
        _pollEnded.TrySetResult();
        if (polling.IsPaused)
        {
            if (await _upgraded.Task.ConfigureAwait(false) is { } webSocket)
            {
                close = await webSocket.RunAsync(handler, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                // The server has not got the upgrade packet, so the session is still where it was.
                polling.Reopen();
                close = await polling.RunAsync(handler, cancellationToken).ConfigureAwait(false);
            }
        }

        await _abort.CancelAsync().ConfigureAwait(false);
        return close;
    }

    public void WriteText(ReadOnlySpan<byte> packet)
    {
        if (_direct)
        {
            _webSocket!.WriteText(packet);
        }
        else
        {
            Keep(packet, RecordKind.Text);
        }
    }

    public void WriteBinary(ReadOnlySpan<byte> message)
    {
        if (_direct)
        {
            _webSocket!.WriteBinary(message);
        }
        else
        {
            Keep(message, RecordKind.Attachment);
        }
    }

    public void WriteWebSocketPong(ReadOnlySpan<byte> payload) => _webSocket?.WriteWebSocketPong(payload);

    public async ValueTask FlushAsync()
    {
        if (_direct)
        {
            await _webSocket!.FlushAsync().ConfigureAwait(false);
            return;
        }

        await _flushing.WaitAsync(_abort.Token).ConfigureAwait(false);
        try
        {
            IEngineTransport current = (IEngineTransport?)_webSocket ?? polling;
            _direct = _webSocket is not null;
            Release(current);
            await current.FlushAsync().ConfigureAwait(false);
        }
        finally
        {
            _flushing.Release();
        }
    }

    public void Abort()
    {
        _ = _abort.CancelAsync();
        polling.Abort();
        _webSocket?.Abort();
    }

    public async ValueTask CloseAsync(TimeSpan bound, int code, string? reason)
    {
        try
        {
            await FlushAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Closed below all the same.
        }

        IEngineTransport current = (IEngineTransport?)_webSocket ?? polling;
        await current.CloseAsync(bound, code, reason).ConfigureAwait(false);
        Abort();
    }

    public async ValueTask DisposeAsync()
    {
        Abort();
        await _probing.ConfigureAwait(false);
        await polling.DisposeAsync().ConfigureAwait(false);
        if (_webSocket is { } webSocket)
        {
            await webSocket.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task UpgradeAsync()
    {
        EngineConnection? webSocket = null;
        try
        {
            using CancellationTokenSource timeout = new(ProbeTimeout, options.TimeProvider);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _abort.Token);
            webSocket = await EngineConnection.ProbeAsync(options, Handshake, either.Token).ConfigureAwait(false);

            // No POST may be under way, and none may begin, while the session moves.
            await _flushing.WaitAsync(either.Token).ConfigureAwait(false);
            try
            {
                polling.Pause();
                await _pollEnded.Task.WaitAsync(either.Token).ConfigureAwait(false);
                webSocket.WriteText(EngineProtocol.UpgradePacket);
                await webSocket.FlushAsync().ConfigureAwait(false);
                _webSocket = webSocket;
            }
            finally
            {
                _flushing.Release();
            }

            _upgraded.TrySetResult(webSocket);
        }
        catch (Exception)
        {
            // The session stays on polling: a poll under way goes on, a loop that has been paused already is run again.
            polling.Unpause();
            _upgraded.TrySetResult(null);
            if (webSocket is not null && _webSocket is null)
            {
                await webSocket.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes, RecordKind kind)
    {
        byte[] record = new byte[PacketBuilder.RecordHeader + bytes.Length];
        PacketBuilder.WriteHeader(record, bytes.Length, kind);
        bytes.CopyTo(record.AsSpan(PacketBuilder.RecordHeader));
        _waiting.Append(record, 0);
    }

    private void Release(IEngineTransport transport)
    {
        ReadOnlySpan<byte> records = _waiting.Take().Span;
        while (!records.IsEmpty)
        {
            (int length, RecordKind kind) = PacketBuilder.ReadHeader(records);
            ReadOnlySpan<byte> bytes = records.Slice(PacketBuilder.RecordHeader, length);
            if (kind == RecordKind.Text)
            {
                transport.WriteText(bytes);
            }
            else
            {
                transport.WriteBinary(bytes);
            }

            records = records[(PacketBuilder.RecordHeader + length)..];
        }
    }
}
