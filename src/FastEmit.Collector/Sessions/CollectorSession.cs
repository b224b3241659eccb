using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using FastEmit.Collector.Counting;
using FastEmit.SocketIO.WebSockets;

namespace FastEmit.Collector.Sessions;

/// <summary>
/// One Engine.IO session over one WebSocket, from the open packet to the end of the connection. One loop reads, dispatches and answers;
/// only heartbeats are written from another thread.
/// </summary>
internal sealed partial class CollectorSession : IDisposable
{
    /// <summary>The first buffer; a connection that fills it has earned a larger one.</summary>
    private const int SmallBuffer = 16 * 1024;

    /// <summary>One read at the full rate: about 1,300 events of 200 bytes, which makes what is paid per read vanish.</summary>
    private const int LargeBuffer = 256 * 1024;

    /// <summary>How long a client may take to close its side after the close frame; what it sends meanwhile is thrown away.</summary>
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(2);

    private readonly EventCollector _collector;
    private readonly CollectorOptions _options;
    private readonly Stream _stream;
    private readonly Action _abort;
    private readonly SessionTally _tally;
    private readonly FrameReader _reader;
    private readonly CancellationTokenSource _reading = new();
    private readonly ITimer _heartbeat;
    private readonly ITimer _connectDeadline;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(SmallBuffer);

    /// <summary>The close frame to send, set once: by the reading loop, a deadline or the end of the application.</summary>
    private Closing? _closing;
    private bool _closedByClient;

    /// <param name="collector">Where events are counted.</param>
    /// <param name="stream">The upgraded connection.</param>
    /// <param name="abort">Ends the connection without a word.</param>
    public CollectorSession(EventCollector collector, Stream stream, Action abort)
    {
        _collector = collector;
        _options = collector.Options;
        _stream = stream;
        _abort = abort;
        _tally = new SessionTally(collector.Tally);
        _reader = new FrameReader(WebSocketRole.Server, FrameLimits.Default with { MaxMessageBytes = _options.MaxPayload });
        _heartbeat = _options.TimeProvider.CreateTimer(
            static session => ((CollectorSession)session!).OnHeartbeatDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _connectDeadline = _options.TimeProvider.CreateTimer(
            static session => ((CollectorSession)session!).OnConnectDeadline(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The Engine.IO session id.</summary>
    public string Id { get; } = NewId();

    /// <summary>Runs until the connection is closed. What the client or the network does wrong ends the session and is counted, not thrown.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using CancellationTokenRegistration registration = stopping.UnsafeRegister(
            static session => ((CollectorSession)session!).RequestClose(CloseCode.GoingAway, "The collector is shutting down."), this);
        try
        {
            WriteOpenPacket();
            await FlushAsync().ConfigureAwait(false);
            _heartbeat.Change(_options.PingInterval, Timeout.InfiniteTimeSpan);
            _connectDeadline.Change(_options.ConnectTimeout, Timeout.InfiniteTimeSpan);
            await ReceiveAsync().ConfigureAwait(false);
            await CloseAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The connection is gone.
        }
    }

    public void Dispose()
    {
        _heartbeat.Dispose();
        _connectDeadline.Dispose();
        _reader.Dispose();
        _reading.Dispose();
        ReturnOutput();
        byte[] buffer = Interlocked.Exchange(ref _buffer, []);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
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

    /// <summary>Dispatches what one read brought and prepares the answer, which is written after it is counted.</summary>
    internal void Take(Span<byte> bytes)
    {
        try
        {
            var handler = new SessionHandler(this);
            _reader.Read(bytes, ref handler);
        }
        catch (WebSocketProtocolException e)
        {
            Fail(e.CloseCode, e.Message);
        }

        _tally.Publish();
        _collector.CountBytes(bytes.Length);
        WritePong();
    }

    /// <summary>Sends the close frame, if there is one to send, and lets the client close first: a reset would destroy what it has not read yet.</summary>
    private async Task CloseAsync()
    {
        if (_closing is not { } closing)
        {
            return;
        }

        WriteClose(closing);
        await FlushAsync().ConfigureAwait(false);
        if (_closedByClient)
        {
            return;
        }

        using var patience = new CancellationTokenSource(ClosePatience, _options.TimeProvider);
        while (await _stream.ReadAsync(_buffer, patience.Token).ConfigureAwait(false) > 0)
        {
        }
    }

    /// <summary>Ends the session from any thread: the reading loop wakes up and sends the close frame.</summary>
    private void RequestClose(int code, string reason)
    {
        if (Interlocked.CompareExchange(ref _closing, new Closing(code, reason), null) is null)
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
    }

    /// <summary>The client broke a rule: nothing more of it is read.</summary>
    private void Fail(int code, string reason)
    {
        _collector.CountProtocolError();
        Interlocked.CompareExchange(ref _closing, new Closing(code, reason), null);
        _reader.Halt();
    }

    private void GrowBuffer()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = ArrayPool<byte>.Shared.Rent(LargeBuffer);
    }

    /// <summary>20 characters, 120 random bits, as the official server makes them.</summary>
    private static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(15));

    private sealed record Closing(int Code, string Reason);
}
