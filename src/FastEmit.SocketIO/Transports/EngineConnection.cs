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
internal sealed partial class EngineConnection : IEngineTransport
{
    private readonly UpgradedConnection _connection;
    private readonly FrameReader _reader;
    private readonly ReadBuffer _buffer;
    private readonly MessageWriter _writer;
    private readonly TimeProvider _timeProvider;
    private readonly TaskCompletionSource _readEnded;
    private readonly IoThread? _thread;

    private int _runState;
    private int _aborted;
    private volatile IEngineHandler? _handler;
    private volatile bool _closing;
    private volatile bool _pingTimedOut;

    private EngineConnection(
        UpgradedConnection connection, FrameReader reader, ReadBuffer buffer, EngineHandshake handshake, EngineConnectionOptions options)
    {
        _connection = connection;
        _reader = reader;
        _buffer = buffer;
        Handshake = handshake;
        _thread = connection.HasThread ? options.Thread : null;
        _timeProvider = connection.HasThread ? options.Thread!.Time : options.TimeProvider;
        _readEnded = new TaskCompletionSource(
            connection.HasThread ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
        Output = PipeWriter.Create(
            connection.Stream, new StreamPipeWriterOptions(options.OutputPool, options.OutputSegmentBytes, leaveOpen: true));
        MessageDeflater? deflater = connection.Deflate is { } agreed ? new(agreed.ClientNoContextTakeover, agreed.ClientMaxWindowBits) : null;
        _writer = new MessageWriter(Output, MaskKeys, deflater, options.Deflate?.ThresholdBytes ?? 0);
    }

    public string Name => "websocket";

    /// <summary>The server's open packet.</summary>
    public EngineHandshake Handshake { get; }

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

    public void WriteText(ReadOnlySpan<byte> packet) => _writer.WriteMessage(WebSocketOpcode.Text, packet);

    public void WriteBinary(ReadOnlySpan<byte> message) => _writer.WriteMessage(WebSocketOpcode.Binary, message);

    public void WriteWebSocketPong(ReadOnlySpan<byte> payload) => _writer.WriteFrame(WebSocketOpcode.Pong, payload);

    public ValueTask FlushAsync()
    {
        ValueTask<FlushResult> flush = Output.FlushAsync();
        if (flush.IsCompletedSuccessfully)
        {
            _ = flush.Result;
            return default;
        }

        return WaitAsync(flush);

        static async ValueTask WaitAsync(ValueTask<FlushResult> flush) => await flush.ConfigureAwait(false);
    }

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
            _writer.WriteClose(CloseCode.MayBeSent(code) ? code : CloseCode.Normal, reason);
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
        _writer.Dispose();
        _buffer.Dispose();
    }
}
