using System.Diagnostics.CodeAnalysis;
using FastEmit.Fallbacks;
using FastEmit.Options;
using FastEmit.SocketIO.Transports;
using Microsoft.Extensions.Logging;

namespace FastEmit;

/// <summary>
/// How a <see cref="HookEmitter"/> behaves. Read and validated once, when the emitter is created; later changes have
/// no effect.
/// </summary>
public sealed class HookEmitterOptions
{
    /// <summary>The server: an absolute http, https, ws or wss URL. It has no path: see <see cref="ConnectionOptions.Path"/>; events name their namespace.</summary>
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

    /// <summary>
    /// The name of this emitter in metrics and activities (tag <c>fastemit.emitter</c>). Emitters of one name are reported as one;
    /// the name of a keyed emitter is its key.
    /// </summary>
    public string Name { get; set; } = "default";

    /// <summary>The delivery guarantee for queued events.</summary>
    public DeliveryGuarantee Delivery { get; set; } = DeliveryGuarantee.AtLeastOnce;

    /// <summary>Lanes, and so the most connections there may be: 1 to 64.</summary>
    public int MaxConnections { get; set; } = 5;

    /// <summary>The largest packet: 64 to 1,000,000,000 bytes. While the lane is connected, the server's maxPayload counts if it is smaller.</summary>
    public int MaxEventBytes { get; set; } = 1_000_000;

    /// <summary>
    /// The greatest age of an event when it is sent or sent again: 1 ms to 30 days, or infinite (the default). An older
    /// event is dropped (<see cref="DropReason.Expired"/>), also while there is no connection, and makes room for fresh events.
    /// </summary>
    /// <remarks>With <see cref="RingOptions.File"/> the age counts from the time of the event, over restarts of the process but not of the machine.</remarks>
    public TimeSpan TimeToLive { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>How <c>Emit</c> handles an event when the ring has no room for it.</summary>
    public OverflowPolicy Overflow { get; set; } = OverflowPolicy.DropNewest;

    /// <summary>
    /// Where events go that the ring has no room for, under <see cref="OverflowPolicy.Fallback"/>, and in any case those
    /// that are not confirmed when the emitter closes; null for nowhere. The emitter does not dispose it. In configuration
    /// <c>Fallback:Http</c> with a URL or <c>Fallback:File</c> with the path of an NDJSON file.
    /// </summary>
    public EventFallback? Fallback { get; set; }

    /// <summary>
    /// When the emitter closes, how long the fallback may take for the remaining events: 10 ms to one hour. The time begins when
    /// <see cref="ShutdownTimeout"/> is over.
    /// </summary>
    public TimeSpan FallbackTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The bound on the flush when the emitter is closed: zero to one hour.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long events wait for company, and how they travel together.</summary>
    public BatchOptions Batch { get; private set; } = new();

    /// <summary>The rings in which events wait, one a lane.</summary>
    public RingOptions Ring { get; private set; } = new();

    /// <summary>How connections are made and kept: path, credentials, TLS, proxy, patience.</summary>
    public ConnectionOptions Connection { get; private set; } = new();

    /// <summary>The pauses between attempts to connect.</summary>
    public ReconnectOptions Reconnect { get; private set; } = new();

    /// <summary>The circuit breaker.</summary>
    public CircuitOptions Circuit { get; private set; } = new();

    /// <summary>How the server's receipt of events is proved, and how long a proof may take.</summary>
    public AckOptions Acks { get; private set; } = new();

    /// <summary>How long one namespace or one event may hold up the others of its lane.</summary>
    public IsolationOptions Isolation { get; private set; } = new();

    /// <summary>Members that the emitter adds to events: time, ids, trace context.</summary>
    public StampOptions Stamps { get; private set; } = new();

    /// <summary>When the emitter speaks up: fill levels, drops, reports to a collector.</summary>
    public NoticeOptions Notices { get; private set; } = new();

    /// <summary>The clock and timers of the emitter.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Where the emitter logs; null for nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>All servers, in order of preference.</summary>
    internal IEnumerable<string?> Servers => Url is null ? Endpoints : Endpoints.Prepend(Url);

    /// <summary>Every option that <see cref="HookEmitter.Create(HookEmitterOptions)"/> would refuse; empty when there is none.</summary>
    public IReadOnlyList<OptionError> Validate() => OptionCheck.Of(this);

    /// <summary>
    /// Sets an option from text, for configuration and command lines. Only text that cannot be parsed is refused here;
    /// <see cref="Validate"/> checks the range.
    /// </summary>
    /// <param name="name">The option, in any case, with dots or colons: <c>Batch.Window</c>, <c>Connection:Headers:X-Api-Key</c>, <c>Endpoints:0</c>.</param>
    /// <param name="value">
    /// The value. A time is <c>00:00:00.050</c>, <c>50ms</c>, <c>2s</c>, <c>5m</c>, <c>1h</c>, <c>1d</c> or <c>infinite</c>; a name of an enumeration may be
    /// written in any case and with dashes.
    /// </param>
    /// <param name="error">The problem; for an unknown name it lists all names.</param>
    /// <returns>False when nothing was set.</returns>
    public bool TrySet(string name, string value, [NotNullWhen(false)] out OptionError? error)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        error = OptionSetting.Apply(this, name, value);
        return error is null;
    }

    /// <summary>A private copy of the options and their groups. Objects that the properties refer to are shared.</summary>
    internal HookEmitterOptions Copy()
    {
        var copy = (HookEmitterOptions)MemberwiseClone();
        copy.Batch = Batch.Copy();
        copy.Ring = Ring.Copy();
        copy.Connection = Connection.Copy();
        copy.Reconnect = Reconnect.Copy();
        copy.Circuit = Circuit.Copy();
        copy.Acks = Acks.Copy();
        copy.Isolation = Isolation.Copy();
        copy.Stamps = Stamps.Copy();
        copy.Notices = Notices.Copy();
        return copy;
    }

    /// <summary>Shows every option to a visitor. This method and the groups' are the only declaration of name and range.</summary>
    internal void Declare(OptionVisitor visit)
    {
        DeclareServers(visit);
        Name = visit.Value(nameof(Name), Name, OptionText.TryText!, !string.IsNullOrEmpty(Name), $"a name");
        Delivery = visit.Choice(nameof(Delivery), Delivery);
        MaxConnections = visit.Number(nameof(MaxConnections), MaxConnections, 1, 64);
        MaxEventBytes = visit.Number(nameof(MaxEventBytes), MaxEventBytes, 64, 1_000_000_000);
        TimeToLive = visit.Duration(
            nameof(TimeToLive), TimeToLive, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(30), Timeout.InfiniteTimeSpan, "infinite for ever");
        Overflow = visit.Value(
            nameof(Overflow), Overflow, OverflowPolicy.TryParse, Overflow.IsAccepted, $"DropNewest, Fallback, or Wait with 00:00:00.001 to 01:00:00 or infinite: Wait(00:00:01)");
        Fallback = visit.Form(nameof(Fallback), "Http", Fallback, TryHttp);
        Fallback = visit.Form(nameof(Fallback), "File", Fallback, TryFile);
        Fallback = visit.Value(
            nameof(Fallback), Fallback, null, Overflow.Kind != OverflowKind.Fallback || Fallback is not null, $"a fallback, because {nameof(Overflow)} is {Overflow}");
        FallbackTimeout = visit.Duration(nameof(FallbackTimeout), FallbackTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        ShutdownTimeout = visit.Duration(nameof(ShutdownTimeout), ShutdownTimeout, TimeSpan.Zero, TimeSpan.FromHours(1));
        TimeProvider = visit.Value(nameof(TimeProvider), TimeProvider, null, TimeProvider is not null, $"a clock");
        Batch.Declare(visit.In(nameof(Batch)));
        Ring.Declare(visit.In(nameof(Ring)));
        Connection.Declare(visit.In(nameof(Connection)), Servers.Any(IsSecure));
        Reconnect.Declare(visit.In(nameof(Reconnect)));
        Circuit.Declare(visit.In(nameof(Circuit)));
        Acks.Declare(visit.In(nameof(Acks)));
        Isolation.Declare(visit.In(nameof(Isolation)));
        Stamps.Declare(visit.In(nameof(Stamps)));
        Notices.Declare(visit.In(nameof(Notices)));
    }

    private void DeclareServers(OptionVisitor visit)
    {
        string? problem = Url is null && Endpoints.Count != 0 ? null : EngineUrl.Problem(Url);
        Url = visit.Secret(nameof(Url), Url, OptionText.TryText, problem is null, $"{problem}", $"'{SecretMask.Strip(Url ?? "")}'");
        visit.List(nameof(Endpoints), Endpoints);
        for (int i = 0; i < Endpoints.Count; i++)
        {
            string? wrong = EngineUrl.Problem(Endpoints[i]);
            visit.Secret($"{nameof(Endpoints)}[{i}]", Endpoints[i], null, wrong is null, $"{wrong}", $"'{SecretMask.Strip(Endpoints[i] ?? "")}'");
        }

        foreach (string? twice in Servers.GroupBy(static url => url, StringComparer.Ordinal).Where(static same => same.Skip(1).Any()).Select(static same => same.Key))
        {
            visit.Secret(nameof(Endpoints), twice, null, false, $"each server once", $"'{SecretMask.Strip(twice ?? "")}' twice");
        }
    }

    /// <exception cref="ArgumentException">It is no URL of an HTTP server; the message says so.</exception>
    private static bool TryHttp(string url, out EventFallback? fallback)
    {
        fallback = new HttpFallback(url);
        return true;
    }

    /// <exception cref="ArgumentException">It is no path; the message says so.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be written.</exception>
    private static bool TryFile(string path, out EventFallback? fallback)
    {
        fallback = new NdjsonFallback(path);
        return true;
    }

    private static bool IsSecure(string? url) =>
        url is not null && (url.StartsWith("https:", StringComparison.OrdinalIgnoreCase) || url.StartsWith("wss:", StringComparison.OrdinalIgnoreCase));
}
