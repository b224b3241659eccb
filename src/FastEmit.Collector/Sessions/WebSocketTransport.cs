using System.Buffers;
using FastEmit.Collector.Logging;
using FastEmit.Collector.Outgoing;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Collector.Sessions;

/// <summary>
/// A session's WebSocket: one loop reads, dispatches and answers. One that is to take over from polling first waits for the client's
/// probe and its upgrade packet; until then the session knows nothing of it.
/// </summary>
internal sealed partial class WebSocketTransport : ISessionTransport, IDisposable
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
    private readonly FrameReader _reader;
    private readonly CancellationTokenSource _reading = new();
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(SmallBuffer);
    private UpgradeProgress _upgrade;

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
        _upgrade = isUpgrade ? UpgradeProgress.AwaitsProbe : UpgradeProgress.Done;
        _sendsBase64 = session.Connection.Handshake.WantsBase64;
        _reader = new FrameReader(WebSocketRole.Server, FrameLimits.Default with { MaxMessageBytes = collector.Options.MaxPayload });
    }

    public string Name => "websocket";

    /// <summary>Runs until the connection is closed. What the client or the network does wrong ends it and is counted, not thrown.</summary>
    public async Task RunAsync()
    {
        using ITimer? deadline = _upgrade == UpgradeProgress.Done ? null : _collector.Options.TimeProvider.CreateTimer(
            static transport => ((WebSocketTransport)transport!).OnUpgradeDeadline(), this, _collector.Options.UpgradeTimeout, Timeout.InfiniteTimeSpan);
        try
        {
            if (_upgrade == UpgradeProgress.Done)
            {
                await FlushAsync().ConfigureAwait(false);
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
            if (_upgrade == UpgradeProgress.Done)
            {
                _session.End();
            }
        }
    }

    public void Close(Closing closing)
    {
        if (Interlocked.CompareExchange(ref _closing, closing, null) is null)
        {
            _reader.Halt();
            CancelReading();
        }
    }

    public void Abort()
    {
        _reader.Halt();
        _abort();
    }

    public void Dispose()
    {
        _reader.Dispose();
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

                Take(_buffer.AsSpan(0, read));
                await FlushAsync().ConfigureAwait(false);
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

    /// <summary>Dispatches what one read brought. Its answers are in the session's outbox, or will be, when they are counted.</summary>
    internal void Take(Span<byte> bytes)
    {
        try
        {
            WebSocketDispatcher dispatcher = new(this);
            _reader.Read(bytes, ref dispatcher);
        }
        catch (WebSocketProtocolException e)
        {
            Fail(e.CloseCode, e.Message);
        }
        finally
        {
            // Also when an event ends the connection in a way that nobody foresaw: those before it have been counted and handled.
            Interlocked.Add(ref _collector.Counters.Bytes, bytes.Length);
            AnswerPing();
            if (_upgrade == UpgradeProgress.Done)
            {
                _session.Settle();
            }
        }
    }

    internal void OnText(ReadOnlySpan<byte> message)
    {
        if (_upgrade == UpgradeProgress.Done)
        {
            _session.OnText(message);
        }
        else
        {
            OnUpgradePacket(message);
        }
    }

    internal void OnBinary(ReadOnlySpan<byte> message)
    {
        if (_upgrade == UpgradeProgress.Done)
        {
            _session.OnBinary(message);
        }
        else
        {
            Fail(CloseCode.PolicyViolation, "A binary frame before the upgrade packet.");
        }
    }

    internal void OnClose(int code) => Interlocked.CompareExchange(ref _closing, new Closing(code, "", ByClient: true), null);

    private void OnUpgradePacket(ReadOnlySpan<byte> packet)
    {
        if (_upgrade == UpgradeProgress.AwaitsProbe && packet.SequenceEqual(EngineProtocol.ProbePing) && _session.Polling is { } polling)
        {
            _upgrade = UpgradeProgress.AwaitsUpgrade;
            _probeAnswer.Add(PacketKind.Text, EngineProtocol.ProbePong);
            polling.ReleasePolls();
        }
        else if (_upgrade == UpgradeProgress.AwaitsUpgrade && packet.SequenceEqual(EngineProtocol.UpgradePacket) && _session.TryUpgrade(this))
        {
            _upgrade = UpgradeProgress.Done;
        }
        else
        {
            Fail(CloseCode.PolicyViolation, "A packet that does not belong into an upgrade.");
        }
    }

    private void OnUpgradeDeadline()
    {
        if (_upgrade != UpgradeProgress.Done)
        {
            Close(new Closing(CloseCode.PolicyViolation, "The upgrade was not completed in time."));
        }
    }

    /// <summary>The client broke a rule. While it upgrades, that costs it this WebSocket and not the session.</summary>
    private void Fail(int code, string reason)
    {
        if (_upgrade == UpgradeProgress.Done)
        {
            _session.Fail(code, reason);
        }
        else
        {
            Interlocked.Increment(ref _collector.Counters.ProtocolErrors);
            _collector.Logger.ProtocolError(_session.Id, reason);
            Close(new Closing(code, reason));
        }
    }

    /// <summary>Sends the close frame, if there is one to send, and lets the client close first: a reset would destroy what it has not read yet.</summary>
    private async Task CloseAsync()
    {
        if (_closing is not { } closing)
        {
            return;
        }

        await WriteCloseAsync(closing).ConfigureAwait(false);
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
