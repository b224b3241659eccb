using System.Text;
using FastEmit.Diagnostics;
using FastEmit.Records;
using FastEmit.Resilience;
using FastEmit.SocketIO;
using FastEmit.SocketIO.Transports;
using FastEmit.SocketIO.Transports.Threads;
using Microsoft.Extensions.Logging;

namespace FastEmit.Pooling;

/// <summary>
/// Makes the connections of all lanes, one at most for each, and keeps what they have in common: the servers and their
/// circuits, the health check, the last error. Every member may be called from any thread.
/// </summary>
internal sealed class ConnectionPool : ISendingReports, IDisposable
{
    /// <summary>How long a server that was only probed may take to answer the farewell.</summary>
    private static readonly TimeSpan ProbeCloseTimeout = TimeSpan.FromMilliseconds(500);

    private readonly CredentialSource _credentials;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private WakeSignal[] _lanes = [];
    private Endpoint _current;
    private string? _lastError;
    private string? _poisonNote;
    private long _errors;

    public ConnectionPool(EmitterPlan plan)
    {
        Endpoints = new EndpointList(plan.Connect.Select((connect, rank) => new Endpoint(rank, connect, plan.CreateBreaker())));
        Endpoints.CircuitChanged += OnCircuitChanged;
        Health = new HealthCheck(plan.Options, Endpoints, ProbeAsync);
        _current = Endpoints.Preferred;
        _credentials = new CredentialSource(plan.Options);
        _time = plan.Options.TimeProvider;
        _logger = plan.Logger;
    }

    /// <summary>The servers.</summary>
    public EndpointList Endpoints { get; }

    /// <summary>Looks after the connections.</summary>
    public HealthCheck Health { get; }

    /// <summary>The server that was connected to last; the preferred one before the first connection.</summary>
    public Endpoint Current => Volatile.Read(ref _current);

    /// <summary>Why the server could not be reached the last time that it could not, or null.</summary>
    public string? LastError => Volatile.Read(ref _lastError);

    /// <summary>Which event was given up last because no connection survived it, or null.</summary>
    public string? PoisonNote
    {
        get => Volatile.Read(ref _poisonNote);
        private set => Volatile.Write(ref _poisonNote, value);
    }

    /// <summary>Failed connects, lost connections, namespaces refused or disconnected.</summary>
    public long Errors => Volatile.Read(ref _errors);

    /// <summary>The part of an emitter's reading that is about its connections.</summary>
    public HookEmitterStats Read()
    {
        CircuitBreaker breaker = Endpoints.BestCircuit;
        return new HookEmitterStats
        {
            HealthCheckInterval = Health.Interval,
            LastHealthCheck = Health.LastCheck,
            ServerUrl = Current.Url,
            CircuitState = breaker.State,
            CircuitFailures = breaker.Failures,
            Errors = Errors,
            LastError = LastError,
        };
    }

    /// <summary>Tells the pool whom to wake when a circuit changes. Once, before any lane runs.</summary>
    public void Attach(IEnumerable<WakeSignal> lanes) => _lanes = [.. lanes];

    /// <summary>Connects. Null when that failed, or was cancelled; what there is to report is reported.</summary>
    public async Task<(EngineConnection Engine, Lease Lease)?> ConnectAsync(
        EndpointTicket ticket, WakeSignal user, SegmentPool segments, int segmentBytes, CancellationToken cancellationToken)
    {
        EngineConnectionOptions options = ticket.Endpoint.Options with
        {
            OutputPool = segments,
            OutputSegmentBytes = segmentBytes,
            Thread = user.Thread,
        };
        (EngineConnection? engine, byte[] auth) = await OpenAsync(ticket, options, cancellationToken).ConfigureAwait(false);
        if (engine is null)
        {
            return null;
        }

        Volatile.Write(ref _current, ticket.Endpoint);
        _logger.Connected(ticket.Endpoint.Url);
        Lease lease = new(ticket, auth, user, _time.GetTimestamp());
        Health.Add(lease);
        return (engine, lease);
    }

    /// <summary>A connection that <see cref="ConnectAsync"/> made is not used any more.</summary>
    public void Forget(Lease lease) => Health.Remove(lease);

    /// <summary>A connection was lost, or turned out to be of no use.</summary>
    /// <param name="ticket">The leave under which it was made.</param>
    /// <param name="reason">Why.</param>
    /// <param name="isExcused">Whether an event is to blame, and not the server: then its circuit does not count it.</param>
    public void ReportLost(EndpointTicket ticket, string reason, bool isExcused)
    {
        Report($"{ticket.Endpoint.Url}: {reason}");
        if (isExcused)
        {
            ticket.Abandon();
        }
        else
        {
            ticket.RecordFailure();
        }
    }

    /// <inheritdoc/>
    public void ReportPoisoned(Endpoint endpoint, ReadOnlySpan<byte> content, int attempts, string reason)
    {
        EventPacket packet = new(content);
        string name = packet.Name;
        string ns = Encoding.UTF8.GetString(packet.Namespace);
        PoisonNote = $"'{name}' in {ns}, {content.Length} bytes, after {attempts} attempts: {reason}";
        _logger.Poisoned(endpoint.Url, name, ns, content.Length, attempts, reason);
    }

    /// <inheritdoc/>
    public void ReportNamespaceLoss(Endpoint endpoint, string reason) => Report(About(endpoint, reason));

    /// <summary>A lane met an unexpected error. It goes on with another connection.</summary>
    public void ReportFault(Exception exception)
    {
        Volatile.Write(ref _lastError, exception.Message);
        _logger.SenderFailed(exception);
    }

    /// <summary>A lane's ring file was lost, and the lane goes on elsewhere.</summary>
    public void ReportRingFile(RingFileException report)
    {
        Volatile.Write(ref _lastError, report.Message);
        _logger.RingFileSetAside(report.Message);
    }

    /// <summary>A connection that works is closed; its lane goes on with another when it has events.</summary>
    public void ReportRetired(Lease lease) => _logger.Retired(lease.Ticket.Endpoint.Url, lease.Retirement.ToString());

    /// <inheritdoc/>
    public void ReportPongs(Endpoint endpoint, bool missing)
    {
        if (missing)
        {
            _logger.PongsMissing(endpoint.Url);
        }
        else
        {
            _logger.PongsBack(endpoint.Url);
        }
    }

    /// <inheritdoc/>
    public void RenewAuth(Lease lease)
    {
        if (_credentials.Changes)
        {
            _ = RenewAuthAsync(lease);
        }
    }

    /// <summary>When the lanes have ended.</summary>
    public void Dispose() => Health.Dispose();

    /// <summary>Whether a server can be connected to now. What that shows of its circuit counts.</summary>
    private async Task<bool> ProbeAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        if (!endpoint.Breaker.TryEnter(out CircuitTicket circuit))
        {
            return false;
        }

        EndpointTicket ticket = new(endpoint, circuit);
        (EngineConnection? engine, _) = await OpenAsync(ticket, endpoint.Options, cancellationToken).ConfigureAwait(false);
        if (engine is null)
        {
            return false;
        }

        ticket.RecordAnswer();
        await engine.CloseAsync(ProbeCloseTimeout).ConfigureAwait(false);
        await engine.DisposeAsync().ConfigureAwait(false);
        return true;
    }

    private async Task RenewAuthAsync(Lease lease)
    {
        try
        {
            lease.Auth = _credentials.AuthOf(await _credentials.AskAsync(CancellationToken.None).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            Report($"{lease.Ticket.Endpoint.Url}: {exception.Message}");
        }
    }

    /// <summary>
    /// From the lane's thread to that of handshakes and back. Each task in between is awaited on the thread that completes it: one that another
    /// thread completes just before the wait is registered would continue on the pool, all of which a host may block.
    /// </summary>
    private async Task<(EngineConnection? Engine, byte[] Auth)> OpenAsync(
        EndpointTicket ticket, EngineConnectionOptions options, CancellationToken cancellationToken)
    {
        if (options.Thread is not { } lane || IoThread.Handshakes is not { } handshakes)
        {
            return await TryOpenAsync(ticket, options, cancellationToken).ConfigureAwait(false);
        }

        await handshakes.EnterAsync();
        (EngineConnection? Engine, byte[] Auth) made = await TryOpenAsync(ticket, options, cancellationToken).ConfigureAwait(false);
        await lane.EnterAsync();
        return made;
    }

    private async Task<(EngineConnection? Engine, byte[] Auth)> TryOpenAsync(
        EndpointTicket ticket, EngineConnectionOptions options, CancellationToken cancellationToken)
    {
        try
        {
            EmitterCredentials credentials = await _credentials.AskAsync(cancellationToken).ConfigureAwait(false);
            options = CredentialSource.Apply(credentials, options);
            return (await EngineConnection.ConnectAsync(options, cancellationToken).ConfigureAwait(false), _credentials.AuthOf(credentials));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            ticket.Abandon();
        }
        catch (SocketIOConnectException exception)
        {
            ReportFailure(ticket, exception.Message);
        }
        catch (Exception exception)
        {
            // The platform throws more than it documents, and a lane that ended here would keep its events for ever.
            ReportFailure(ticket, About(ticket.Endpoint, exception.Message));
        }

        return (null, []);
    }

    private void ReportFailure(EndpointTicket ticket, string error)
    {
        Report(error);
        ticket.RecordFailure();
    }

    /// <summary>A reason may hold what the server said, and that what we sent.</summary>
    private static string About(Endpoint endpoint, string reason) => $"{endpoint.Url}: {SecretMask.Of(endpoint.Options).Hide(reason)}";

    private void Report(string error)
    {
        Interlocked.Increment(ref _errors);
        Volatile.Write(ref _lastError, error);
        _logger.ConnectionFailed(error);
    }

    private void OnCircuitChanged(Endpoint endpoint, CircuitStateChange change)
    {
        _logger.CircuitChanged(endpoint.Url, change.Previous, change.Current, change.Failures);
        foreach (WakeSignal lane in _lanes)
        {
            lane.Set();
        }
    }
}
