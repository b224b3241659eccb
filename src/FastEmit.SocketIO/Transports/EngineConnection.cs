using System.Buffers;
using System.IO.Pipelines;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.WebSockets;
using FastEmit.SocketIO.Transports.Threads;

namespace FastEmit.SocketIO.Transports;

/// <summary>
/// One Engine.IO session over WebSocket. Reading and writing are apart: <see cref="RunAsync"/> only reads, and the owner of
/// <see cref="Output"/> alone writes, answers to pings included.
/// </summary>
/// <remarks>
/// Owners: the read buffer and the frame reader belong to <see cref="RunAsync"/>; <see cref="Output"/> and <see cref="MaskKeys"/> to one
/// caller at a time; <see cref="Abort"/> may be called by anybody.
/// </remarks>
internal sealed partial class EngineConnection
{
    private readonly UpgradedConnection _connection;
    private readonly FrameReader _reader;
    private readonly TimeProvider _timeProvider;
    private readonly TaskCompletionSource _readEnded;

    private readonly IoThread? _thread;
    private readonly MessageDeflater? _deflater;
    private readonly int _deflateThreshold;

    private byte[] _readBuffer;

    // What came behind the open packet in the same read, for RunAsync to begin with.
    private int _bufferedStart;
    private int _bufferedEnd;

    private int _runState;
    private int _aborted;
    private volatile IEngineHandler? _handler;
    private volatile bool _closing;
    private volatile bool _pingTimedOut;

    private EngineConnection(UpgradedConnection connection, FrameReader reader, EngineConnectionOptions options, byte[] readBuffer)
    {
        _connection = connection;
        _reader = reader;
        _thread = connection.HasThread ? options.Thread : null;
        _timeProvider = connection.HasThread ? options.Thread!.Time : options.TimeProvider;
        _readEnded = new TaskCompletionSource(
            connection.HasThread ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
        _readBuffer = readBuffer;
        if (connection.Deflate is { } deflate)
        {
            _deflater = new MessageDeflater(deflate.ClientNoContextTakeover, deflate.ClientMaxWindowBits);
            _deflateThreshold = options.Deflate!.ThresholdBytes;
        }

        Output = PipeWriter.Create(
            connection.Stream, new StreamPipeWriterOptions(options.OutputPool, options.OutputSegmentBytes, leaveOpen: true));
    }

    /// <summary>The server's open packet.</summary>
    public EngineHandshake Handshake { get; private set; } = null!;

    /// <summary>Whether the server asks for the number of each event.</summary>
    public bool AsksForNumbers => _connection.AsksForNumbers;

    /// <summary>
    /// Everything that goes to the server, as masked frames. One flush of up to <see cref="EngineConnectionOptions.OutputSegmentBytes"/>
    /// is one write to the stream. Not thread-safe: one owner at a time. A flush that the network blocks is ended by <see cref="Abort"/>.
    /// </summary>
    public PipeWriter Output { get; }

    /// <summary>Masking keys, for the owner of <see cref="Output"/>.</summary>
    public MaskKeySource MaskKeys { get; } = new();

    /// <summary>The bytes that the peer's system has acknowledged. False where the system does not tell. Any thread.</summary>
    public bool TryReadProgress(out TcpProgress progress) => _connection.TryReadProgress(out progress);

    /// <summary>Ends the connection at once. From any thread, any number of times; pending reads and flushes return promptly.</summary>
    public void Abort()
    {
        if (Interlocked.Exchange(ref _aborted, 1) == 0)
        {
            _connection.Abort();
            _handler?.OnAborted();
        }
    }

    /// <summary>
    /// Sends a WebSocket close and waits up to <paramref name="bound"/> for the peer's, if the read loop runs; then the connection is
    /// aborted. Only the owner of <see cref="Output"/> may call it. It does not throw.
    /// </summary>
    public async ValueTask CloseAsync(TimeSpan bound, int code = CloseCode.Normal, string? reason = null)
    {
        _closing = true;
        using ITimer timer = _timeProvider.CreateTimer(
            static state => ((EngineConnection)state!).Abort(), this, bound, Timeout.InfiniteTimeSpan);
        try
        {
            WriteClose(CloseCode.MayBeSent(code) ? code : CloseCode.Normal, reason);
            await Output.FlushAsync().ConfigureAwait(false);
            if (Volatile.Read(ref _runState) != 0)
            {
                await _readEnded.Task.ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            // The connection is gone, or the bound has passed: closed either way.
        }

        Abort();
    }

    /// <summary>Aborts, and waits for the read loop. The owner of <see cref="Output"/> must have stopped using it.</summary>
    public async ValueTask DisposeAsync()
    {
        Abort();
        if (Interlocked.CompareExchange(ref _runState, 2, 0) == 1)
        {
            await _readEnded.Task.ConfigureAwait(false);
        }

        // With an exception: a clean completion would flush, into a connection that is gone.
        await Output.CompleteAsync(new ObjectDisposedException(nameof(EngineConnection))).ConfigureAwait(false);
        _reader.Dispose();
        _deflater?.Dispose();
        byte[] buffer = Interlocked.Exchange(ref _readBuffer, []);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void WriteClose(int code, string? reason)
    {
        Span<byte> payload = stackalloc byte[125];
        int length = FrameWriter.WriteClosePayload(payload, code, reason);
        Span<byte> destination = Output.GetSpan(FrameWriter.MaskedLength(length));
        Output.Advance(FrameWriter.WriteMasked(destination, WebSocketOpcode.Close, payload[..length], MaskKeys.Next()));
    }
}
