using System.Text;
using FastEmit.Delivery;
using FastEmit.Diagnostics;
using FastEmit.Resilience;
using FastEmit.SocketIO;
using FastEmit.SocketIO.SocketIO;
using FastEmit.SocketIO.Transports;
using Microsoft.Extensions.Logging;

namespace FastEmit.Pooling;

/// <summary>
/// Makes the connections of all lanes, one at most for each, and keeps what they have in common: the circuit breaker,
/// the last error, the server's limits. Every member may be called from any thread.
/// </summary>
internal sealed class ConnectionPool
{
    private readonly EngineConnectionOptions _connect;
    private readonly string _server;
    private readonly byte[] _auth;
    private readonly CircuitBreaker _breaker;
    private readonly ILogger _logger;
    private WakeSignal[] _lanes = [];
    private string? _lastError;
    private long _errors;
    private int _maxPayload = int.MaxValue;

    public ConnectionPool(EngineConnectionOptions connect, string? auth, CircuitBreaker breaker, ILogger logger)
    {
        _connect = connect;
        _server = EngineUrl.Build(connect.Url, connect.Path, connect.Query, "websocket").Display;
        _auth = auth is null ? [] : Encoding.UTF8.GetBytes(auth);
        _breaker = breaker;
        _logger = logger;
        _breaker.StateChanged += OnCircuitChanged;
    }

    /// <summary>The circuit that all connection attempts go through.</summary>
    public CircuitBreaker Breaker => _breaker;

    /// <summary>Why the server could not be reached the last time that it could not, or null.</summary>
    public string? LastError => Volatile.Read(ref _lastError);

    /// <summary>Failed connects and lost connections.</summary>
    public long Errors => Volatile.Read(ref _errors);

    /// <summary>The largest packet that the server said it takes; <see cref="int.MaxValue"/> before the first connection.</summary>
    public int MaxPayload => Volatile.Read(ref _maxPayload);

    /// <summary>Tells the pool whom to wake when the circuit changes. Once, before any lane runs.</summary>
    public void Attach(IEnumerable<WakeSignal> lanes) => _lanes = [.. lanes];

    /// <summary>Asks for leave to connect.</summary>
    public bool TryEnter(out CircuitTicket ticket) => _breaker.TryEnter(out ticket);

    /// <summary>When <see cref="TryEnter"/> is worth another try, if the circuit does not change before.</summary>
    public TimeSpan RetryAfter() => _breaker.RetryAfter();

    /// <summary>Connects. Null when that failed, or was cancelled; what there is to report is reported.</summary>
    public async Task<LaneConnection?> ConnectAsync(
        CircuitTicket ticket, WakeSignal wake, SegmentPool segments, CancellationToken cancellationToken)
    {
        try
        {
            EngineConnectionOptions options = _connect with { OutputPool = segments };
            EngineConnection engine = await EngineConnection.ConnectAsync(options, cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _maxPayload, engine.Handshake.MaxPayload);
            _logger.Connected(_server);
            return new LaneConnection(engine, ticket, wake);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _breaker.Abandon(ticket);
        }
        catch (SocketIOConnectException exception)
        {
            Report(ticket, exception.Message);
        }
        catch (Exception exception)
        {
            // The platform throws more than it documents, and a lane that ended here would keep its events for ever.
            Report(ticket, $"{_server}: {exception.Message}");
        }

        return null;
    }

    /// <summary>A connection was lost, or turned out to be of no use.</summary>
    public void ReportLost(CircuitTicket ticket, string reason) => Report(ticket, $"{_server}: {reason}");

    /// <summary>A lane met an error that nobody foresaw. It goes on with another connection.</summary>
    public void ReportFault(Exception exception)
    {
        Volatile.Write(ref _lastError, exception.Message);
        _logger.SenderFailed(exception);
    }

    /// <summary>A watermark came back: the server is there and takes events.</summary>
    public void ReportProven(CircuitTicket ticket) => _breaker.RecordSuccess(ticket);

    /// <summary>A lane has to do without pongs, or gets them again.</summary>
    public void ReportPongs(bool missing)
    {
        if (missing)
        {
            _logger.PongsMissing(_server);
        }
        else
        {
            _logger.PongsBack(_server);
        }
    }

    /// <summary>The CONNECT packet of a namespace, with Engine.IO's prefix.</summary>
    public byte[] ConnectPacket(ReadOnlySpan<byte> ns)
    {
        byte[] packet = new byte[1 + PacketWriter.MaxPrefixLength(ns.Length) + _auth.Length];
        packet[0] = (byte)'4';
        return packet[..(1 + PacketWriter.WriteConnect(packet.AsSpan(1), ns, _auth))];
    }

    private void Report(CircuitTicket ticket, string error)
    {
        Interlocked.Increment(ref _errors);
        Volatile.Write(ref _lastError, error);
        _logger.ConnectionFailed(error);
        _breaker.RecordFailure(ticket);
    }

    private void OnCircuitChanged(CircuitStateChange change)
    {
        _logger.CircuitChanged(change.Previous, change.Current, change.Failures);
        foreach (WakeSignal lane in _lanes)
        {
            lane.Set();
        }
    }
}
