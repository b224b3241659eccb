using System.Net;
using System.Net.Security;
using FastEmit.Fallbacks;
using Microsoft.Extensions.Logging;

namespace FastEmit;

/// <summary>
/// How a <see cref="HookEmitter"/> behaves. Read and validated once, when the emitter is created; later changes have
/// no effect.
/// </summary>
public sealed class HookEmitterOptions
{
    /// <summary>The server: an absolute http, https, ws or wss URL. It has no path: see <see cref="Path"/>; events name their namespace.</summary>
    public string? Url { get; set; }

    /// <summary>
    /// More servers, in order of preference behind <see cref="Url"/>, which may then be null. A connection that the first does
    /// not take goes to the next at once; when a health check finds a preferred one back, connections return to it. Everything
    /// else that is said of the server here (path, auth, headers, TLS) is the same for all. Each has a circuit of its own.
    /// </summary>
    /// <remarks>
    /// Events that one server has received and not confirmed when its connection was lost are sent again, to whichever
    /// server comes next. A return waits until everything is confirmed, so that it sends nothing twice.
    /// </remarks>
    public IList<string> Endpoints { get; } = [];

    /// <summary>The path of the Engine.IO endpoint, beginning with a slash. One at its end is added where it is missing.</summary>
    public string Path { get; set; } = "/socket.io/";

    /// <summary>Lanes, and so the most connections there may be: 1 to 64.</summary>
    public int MaxConnections { get; set; } = 5;

    /// <summary>The longest time an event waits for company: zero to one minute. Zero sends at once.</summary>
    public TimeSpan BatchWindow { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How many waiting events end the window early: 1 to 65,536.</summary>
    public int MaxBatchSize { get; set; } = 10;

    /// <summary>The largest packet: 64 to 1,000,000,000 bytes. While the lane is connected, the server's maxPayload counts if it is smaller.</summary>
    public int MaxEventBytes { get; set; } = 1_000_000;

    /// <summary>What is promised for a queued event.</summary>
    public DeliveryGuarantee Delivery { get; set; } = DeliveryGuarantee.AtLeastOnce;

    /// <summary>
    /// Per lane, the most bytes of ring that may be sent but unconfirmed: 4 KiB to 1 GiB, and what may be sent twice after a
    /// lost connection. A connection begins with 4 KiB and comes to as many as the server takes in within an eighth of its
    /// pingTimeout, so that the answer to its heartbeat never waits long behind events.
    /// </summary>
    public int MaxInFlightBytes { get; set; } = 1 << 20;

    /// <summary>Bytes of ring per lane: a power of two from 4 KiB to 256 MiB.</summary>
    public int RingCapacity { get; set; } = 4 << 20;

    /// <summary>
    /// A path prefix: the rings then live in the files <c>prefix.0.ring</c>, <c>prefix.1.ring</c> and so on, one a lane,
    /// and an event that was queued survives the process, however it ends; the next emitter with this prefix sends it.
    /// Null (the default) for rings on the heap. The folder must exist; one emitter at a time.
    /// </summary>
    /// <remarks>
    /// A file keeps the capacity that it was created with. One that cannot be used (another version, truncated,
    /// corrupted) is set aside as <c>*.bad</c>, logged, and replaced. Other processes may append to the files and
    /// wake the lane. What survives is the death of any process;
    /// a power cut only as <see cref="RingFileSync"/> says. A file that is truncated, renamed, deleted or replaced while it is in use
    /// is noticed: the emitter goes on in a new one, and what is lost is dropped (<see cref="DropReason.RingFileLost"/>). Except on Linux a file
    /// that is truncated, or whose disk is full or fails, may end the process.
    /// </remarks>
    public string? RingFile { get; set; }

    /// <summary>When ring files are written to the disk: never (the default), every <see cref="RingFileSyncInterval"/>, or at every flush.</summary>
    public RingFileSync RingFileSync { get; set; }

    /// <summary>How often ring files are written to the disk, unless <see cref="RingFileSync"/> says never: 10 ms to one hour.</summary>
    public TimeSpan RingFileSyncInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>What <c>Emit</c> does with an event that the ring has no room for.</summary>
    public OverflowPolicy Overflow { get; set; } = OverflowPolicy.DropNewest;

    /// <summary>
    /// Where events go that the ring has no room for, under <see cref="OverflowPolicy.Fallback"/>, and in any case those
    /// that are not confirmed when the emitter closes; null for nowhere. The emitter does not dispose it.
    /// </summary>
    public EventFallback? Fallback { get; set; }

    /// <summary>
    /// How long the fallback may take, when the emitter closes, for what is left then: 10 ms to one hour. It begins when
    /// <see cref="ShutdownTimeout"/> is over.
    /// </summary>
    public TimeSpan FallbackTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The fraction of a ring above which <see cref="HookEmitter.FillChanged"/> is raised: more than 0, to 1 for never.</summary>
    public double HighWater { get; set; } = 0.8;

    /// <summary>The fraction of a ring at which <see cref="HookEmitter.FillChanged"/> is raised again, after a high: 0 to less than <see cref="HighWater"/>.</summary>
    public double LowWater { get; set; } = 0.5;

    /// <summary>The least time between two calls of <see cref="HookEmitter.Dropped"/> for one reason, and between the log lines about it: 10 ms to one day.</summary>
    public TimeSpan DropNoticeInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>What <c>Emit</c> does while the circuit is open.</summary>
    public CircuitOpenPolicy WhenCircuitOpen { get; set; } = CircuitOpenPolicy.Buffer;

    /// <summary>Consecutive failed connects or lost connections that open the circuit: 1 to 200.</summary>
    public int FailureThreshold { get; set; } = 5;

    /// <summary>How long the circuit stays open before one probe is let through: 10 ms to one day.</summary>
    public TimeSpan RecoveryTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The pause before the first reconnect; it doubles with each failure: 1 ms to one hour.</summary>
    public TimeSpan ReconnectDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest pause between reconnects: <see cref="ReconnectDelay"/> to one hour.</summary>
    public TimeSpan ReconnectDelayMax { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How far a pause is spread at random, as a fraction of it: 0 to 1.</summary>
    public double ReconnectJitter { get; set; } = 0.2;

    /// <summary>The bound on establishing a connection, Engine.IO and Socket.IO handshakes included: 10 ms to ten minutes.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How often open connections are looked at (<see cref="IdleTimeout"/>, the return to a preferred server of
    /// <see cref="Endpoints"/>): 10 ms to one day, or infinite for never. Nothing runs while nothing is connected.
    /// </summary>
    public TimeSpan HealthCheckInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a connection may carry no events before a health check closes it; its lane connects again with the next
    /// event. The connection that was used last stays open. 10 ms to one day, or infinite for never.
    /// </summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>
    /// How long events of a namespace that the server refuses, disconnects again and again, or never answers for, may hold up
    /// the other events of their lane: zero to one day, or infinite for ever. Then they go to <see cref="Fallback"/>, or without
    /// one are dropped (<see cref="DropReason.NamespaceRefused"/>), until the server grants the namespace, for which it is asked
    /// again and again. Events that hold up nobody wait in the ring, up to seven eighths of it.
    /// </summary>
    public TimeSpan RefusedNamespaceTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many connections an event may end while it is the only one on the way: 0 to 1,000, zero for any number. A handler that
    /// takes the server down, or disconnects, at an event would otherwise keep everything behind it from arriving. Then the event
    /// goes to <see cref="Fallback"/>, or without one is dropped (<see cref="DropReason.Poisoned"/>), and the others follow in order.
    /// </summary>
    /// <remarks>
    /// Sessions in which nothing is confirmed count as failures of the circuit. Those in which one event is tried alone do not, unless this
    /// is zero. Under at-most-once nothing is sent twice, and nothing tried.
    /// </remarks>
    public int PoisonAttempts { get; set; } = 5;

    /// <summary>
    /// How old an event may be when its turn to be sent comes, or to be sent again: 1 ms to 30 days, or infinite (the default). What is
    /// older is dropped (<see cref="DropReason.Expired"/>), also while there is no connection, and makes room for fresh events.
    /// </summary>
    /// <remarks>With <see cref="RingFile"/> the age counts from the time of the event, over restarts of the process but not of the machine.</remarks>
    public TimeSpan TimeToLive { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// How long a WebSocket ping of the emitter may stay unanswered, or a write be held up, before the connection is replaced:
    /// 100 ms to one hour. So long a dead path goes unnoticed while events are on the way. A server whose system acknowledges
    /// everything (or where that is not known: anything but Linux) gets twice as long on the next connection, up to eight times.
    /// </summary>
    public TimeSpan WatermarkTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// What at-least-once does with a server that has never answered a WebSocket ping, because it or a proxy before it does not: true to
    /// go on without proof, once a second connection shows the same, heartbeats come and the other end's system has acknowledged the
    /// events, which then count as <see cref="HookEmitterStats.Written"/>; false to keep them pending. A server that answered once,
    /// on whichever connection, is never done without. Linux; elsewhere such events stay pending.
    /// </summary>
    public bool WriteWithoutProof { get; set; } = true;

    /// <summary>
    /// Acknowledged delivery: how long the server's handler may take to acknowledge a batch before the connection is
    /// replaced and the batch sent again. <c>EmitAsync</c>: how long it waits, from the call on, unless the call says otherwise.
    /// 10 ms to one day.
    /// </summary>
    public TimeSpan AckTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many events of <c>EmitAsync</c> may wait for their acknowledgement at a time, over all lanes: 1 to 65,536. Together
    /// they may be as large as one ring.
    /// </summary>
    public int MaxPendingAcks { get; set; } = 1024;

    /// <summary>
    /// The name of an array event, or null. With a name, a batch of one namespace goes out as one packet
    /// <c>["name",[["pre_tool",{…}],["post_tool",{…}]]]</c>: each element is an event's own argument array.
    /// </summary>
    public string? Envelope { get; set; }

    /// <summary>Bytes of waiting events that end the window early, and about the most that an envelope holds: 256 bytes to 1 GiB.</summary>
    public int MaxBatchBytes { get; set; } = 64 << 10;

    /// <summary>Whether events that are objects get a <c>batch_id</c> member: one value for all events of a batch, another when they are sent again.</summary>
    public bool StampBatchId { get; set; }

    /// <summary>
    /// Whether events get an <c>event_id</c> member, unique and increasing within their lane, that stays the same when the event is sent again,
    /// also by the next process that opens the ring file: what a server removes duplicates by. With it a FastEmit collector stores every event once.
    /// </summary>
    public bool StampEventId { get; set; }

    /// <summary>Whether events that have no timestamp of their own get a <c>timestamp</c> member (ISO 8601, UTC).</summary>
    public bool StampTimestamp { get; set; } = true;

    /// <summary>
    /// Whether events that are objects get <c>traceparent</c> and <c>tracestate</c> members (W3C Trace Context) of the activity that is
    /// current where they are emitted; none where there is no activity.
    /// </summary>
    public bool StampTraceContext { get; set; }

    /// <summary>The Socket.IO auth payload, a JSON object as text, sent with every CONNECT; null for none.</summary>
    public string? Auth { get; set; }

    /// <summary>
    /// Credentials that change: a function that is asked at every connect, and again after the server has refused a namespace. It runs on
    /// the thread pool, for several lanes at a time. When it throws, or has not answered within <see cref="ConnectTimeout"/>, that connect
    /// has failed, and the next one asks again. Null for the fixed <see cref="Auth"/>, <see cref="Headers"/> and <see cref="Query"/>.
    /// </summary>
    public Func<CancellationToken, ValueTask<EmitterCredentials>>? CredentialsProvider { get; set; }

    /// <summary>Extra HTTP headers of the upgrade request, but not those that make it one (<c>Connection</c>, <c>Sec-WebSocket-*</c>) or describe a body.</summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Extra query parameters of the upgrade request.</summary>
    public IDictionary<string, string> Query { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// TLS of https and wss servers: custom roots (<see cref="SslClientAuthenticationOptions.CertificateChainPolicy"/>), client
    /// certificates, a validation callback. Its TargetHost is the name for SNI, for the certificate and for the Host header.
    /// Called once, when the emitter is created. Null for the platform's defaults.
    /// </summary>
    public Action<SslClientAuthenticationOptions>? ConfigureTls { get; set; }

    /// <summary>
    /// The proxy, by its URL's scheme an HTTP one (<c>http</c>, <c>https</c>; it must allow CONNECT) or a SOCKS one
    /// (<c>socks4</c>, <c>socks4a</c>, <c>socks5</c>). Null for the system's, unless <see cref="UseProxy"/> is false.
    /// </summary>
    public IWebProxy? Proxy { get; set; }

    /// <summary>Whether proxies are used at all.</summary>
    public bool UseProxy { get; set; } = true;

    /// <summary>The bound on the flush when the emitter is closed: zero to one hour.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// What the metrics and activities call this emitter (tag <c>fastemit.emitter</c>). Emitters of one name are reported as one;
    /// the name of a keyed emitter is its key.
    /// </summary>
    public string Name { get; set; } = "default";

    /// <summary>
    /// How often the emitter sends its own counters to the server, for the dashboard of a FastEmit collector: 100 ms to one hour; zero (the
    /// default) for never. A report is an event of its own, <c>fastemit_report</c> in the main namespace, about 1 KB, and counted like any other;
    /// none is sent while nothing is connected. It holds the options' <see cref="Name"/>, the process id, counters, and the last error.
    /// </summary>
    public TimeSpan ReportInterval { get; set; }

    /// <summary>The clock and timers of the emitter.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Where the emitter logs; null for nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>All servers, in order of preference.</summary>
    internal IEnumerable<string?> Servers => Url is null ? Endpoints : Endpoints.Prepend(Url);

    /// <summary>A copy whose values nobody changes; what the properties refer to is shared.</summary>
    internal HookEmitterOptions Copy() => (HookEmitterOptions)MemberwiseClone();

    /// <summary>Every option that <see cref="HookEmitter.Create(HookEmitterOptions)"/> would refuse; empty when there is none.</summary>
    public IReadOnlyList<OptionError> Validate() => EmitterPlan.Check(this).All;
}
