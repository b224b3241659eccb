using System.Buffers;
using FastEmit.Collector.Outgoing;

namespace FastEmit.Collector.Sessions;

/// <summary>A session's WebSocket, perhaps one that takes over from polling first: one loop reads, dispatches and answers.</summary>
internal sealed class WebSocketTransport : ISessionTransport, IDisposable
{
    /// <summary>The first buffer; a connection that fills it has earned a larger one.</summary>
    private const int SmallBuffer = 16 * 1024;

    /// <summary>One read at the full rate: about 1,300 events of 200 bytes, which makes what is paid per read vanish.</summary>
    private const int LargeBuffer = 256 * 1024;

    /// <summary>How long a client may take to close its side after the close frame; what it sends meanwhile is thrown away.</summary>
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(2);

    private readonly EventCollector _collector;
    private readonly CollectorSession _session;
    private readonly Stream _stream;
    private readonly Action _abort;
    private readonly WebSocketUpgrade? _upgrade;
    private readonly IncomingFrames _incoming;
    private readonly FrameSender _sender;
    private readonly CancellationTokenSource _reading = new();
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(SmallBuffer);

    /// <summary>The close frame to send, set once: by the reading loop, a deadline or the end of the application.</summary>
    private Closing? _closing;

    /// <param name="collector">Where the session belongs to.</param>
    /// <param name="session">The session, which is open already when this is an upgrade.</param>
    /// <param name="stream">The connection behind the HTTP upgrade.</param>
    /// <param name="abort">Ends the connection without a word. Any thread.</param>
    /// <param name="isUpgrade">Whether the session is on polling until the client's upgrade packet.</param>
    public WebSocketTransport(EventCollector collector, CollectorSession session, Stream stream, Action abort, bool isUpgrade = false)
    {
        _collector = collector;
        _session = session;
        _stream = stream;
        _abort = abort;
        _upgrade = isUpgrade ? new WebSocketUpgrade(session, this) : null;
        _incoming = new IncomingFrames(session, collector.Options.MaxPayload, closing => Interlocked.CompareExchange(ref _closing, closing, null), _upgrade);
        _sender = new FrameSender(stream, session, _upgrade);
    }

    public string Name => "websocket";

    /// <summary>Runs until the connection is closed. What the client or the network does wrong ends it and is counted, not thrown.</summary>
    public async Task RunAsync()
    {
        using ITimer? deadline = _upgrade?.Start(_collector.Options);
        try
        {
            if (_upgrade is null)
            {
                await _sender.FlushAsync().ConfigureAwait(false);
            }

            await ReceiveAsync().ConfigureAwait(false);
            await CloseAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The connection is gone.
        }
        finally
        {
            if (_upgrade is not { IsDone: false })
            {
                _session.End();
            }
        }
    }

    public void Wake() => _sender.Wake();

    public void Close(Closing closing)
    {
        if (Interlocked.CompareExchange(ref _closing, closing, null) is null)
        {
            _incoming.Halt();
            CancelReading();
        }
    }

    public void Abort()
    {
        _incoming.Halt();
        _abort();
    }

    public void Dispose()
    {
        _incoming.Dispose();
        _reading.Dispose();
        Outbox.Return(Interlocked.Exchange(ref _buffer, []));
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (_closing is null)
            {
                int read = await _stream.ReadAsync(_buffer, _reading.Token).ConfigureAwait(false);
                if (read == 0)
                {
                    return;
                }

                _incoming.Take(_buffer.AsSpan(0, read));
                await _sender.FlushAsync().ConfigureAwait(false);
                if (_collector.Log.IsCongested)
                {
                    await _collector.Log.WhenRoomAsync(_reading.Token).ConfigureAwait(false);
                }

                if (read == _buffer.Length && read < LargeBuffer)
                {
                    GrowBuffer();
                }
            }
        }
        catch (OperationCanceledException) when (_closing is not null)
        {
            // A deadline or the end of the application wants the connection closed.
        }
    }

    /// <summary>Sends the close frame, if there is one to send, and lets the client close first: a reset would destroy what it has not read yet.</summary>
    private async Task CloseAsync()
    {
        if (_closing is not { } closing)
        {
            return;
        }

        await _sender.CloseAsync(closing).ConfigureAwait(false);
        if (closing.ByClient)
        {
            return;
        }

        using CancellationTokenSource patience = new(ClosePatience, _collector.Options.TimeProvider);
        while (await _stream.ReadAsync(_buffer, patience.Token).ConfigureAwait(false) > 0)
        {
        }
    }

    private void CancelReading()
    {
        try
        {
            _reading.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    private void GrowBuffer()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = ArrayPool<byte>.Shared.Rent(LargeBuffer);
    }
}
