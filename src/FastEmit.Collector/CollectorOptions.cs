using System.Net;
using FastEmit.Collector.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FastEmit.Collector;

/// <summary>
/// How a collector behaves. Read and validated once, when the collector is created; later changes have no effect.
/// </summary>
public sealed class CollectorOptions
{
    /// <summary>The port of a <see cref="CollectorServer"/>: 1 to 65,535, or 0 for a free one. The default is 8765, where emitters look first.</summary>
    public int Port { get; set; } = 8765;

    /// <summary>The address of a <see cref="CollectorServer"/>. One that is not loopback needs a <see cref="Token"/>.</summary>
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <summary>The path of the Engine.IO endpoint of a <see cref="CollectorServer"/>, beginning with a slash.</summary>
    public string Path { get; set; } = "/socket.io/";

    /// <summary>
    /// The secret that every client has to show, at least 16 characters: Socket.IO clients as <c>token</c> in the auth payload of CONNECT or
    /// as a bearer token of their HTTP request, all others as a bearer token. Null (the default) for no authentication.
    /// </summary>
    public string? Token { get; set; }

    /// <summary>
    /// The origins of pages that may use the collector besides its own, such as <c>https://example.com</c>; <c>*</c> for any. Requests
    /// without an Origin header, which is all that do not come from a page, are not concerned.
    /// </summary>
    public ISet<string> AllowedOrigins { get; private set; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The transports that are served.</summary>
    public CollectorTransports Transports { get; set; } = CollectorTransports.All;

    /// <summary>How long after the last answered heartbeat the next one is sent: 1 ms to one day.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a client may take to answer a heartbeat: 1 ms to one day.</summary>
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a client may take to connect to its first namespace: 1 ms to one day.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>How long a client may take from the WebSocket's opening to the end of an upgrade: 1 ms to one day.</summary>
    public TimeSpan UpgradeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The largest WebSocket message, its <c>42</c> prefix included, and the largest body of a polling request: 64 to 1,000,000,000 bytes. A
    /// larger one closes the connection with 1009, or is answered with 413.
    /// </summary>
    public int MaxPayload { get; set; } = 1_000_000;

    /// <summary>The most connections at a time, of all transports: 1 to 1,000,000. One more is answered with 503.</summary>
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>The most bytes that may wait for one client that does not read them: 1 KiB to 1 GiB. Beyond, <see cref="CollectorConnection.Emit"/> refuses.</summary>
    public int MaxOutgoingBytes { get; set; } = 4 << 20;

    /// <summary>The namespaces that clients may join; none (the default) for all. Others are refused as <c>Invalid namespace</c>.</summary>
    public ISet<string> Namespaces { get; private set; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>
    /// Whether the JSON of every event is read to its end and a connection that sends anything else is closed, as the official
    /// server does. Without it only the array's brackets and the event's name are looked at.
    /// </summary>
    public bool ValidatesJson { get; set; } = true;

    /// <summary>
    /// Names of array events that are taken apart: each element of <c>["name",[["pre_tool",{…}],["post_tool",{…}]]]</c> is an event of its
    /// own. One that is not of this form is an event like any other.
    /// </summary>
    public ISet<string> Envelopes { get; private set; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>
    /// How many <c>event_id</c>s are remembered, over all connections, so that a second copy of an event is acknowledged and otherwise
    /// ignored: 0 (for none) to 16,777,216. It takes about 70 bytes each. Only ids of FastEmit's own forms count (those of
    /// <c>StampEventId</c> and of agent hooks); what else stands in a member of that name is the application's.
    /// </summary>
    public int DuplicateWindow { get; set; } = 65_536;

    /// <summary>How many bytes of the last events are kept in memory, for queries and for what is shown live: 0 (for none) or 64 KiB to 64 GiB.</summary>
    public long RecentBytes { get; set; } = 32 << 20;

    /// <summary>
    /// Where every event goes besides, or null. With a store that outlives the process an event is acknowledged, and a WebSocket ping behind it
    /// answered, only when the store has it. The collector does not dispose it.
    /// </summary>
    public EventStore? Store { get; set; }

    /// <summary>Decides who may join which namespace, after <see cref="Token"/> and <see cref="Namespaces"/>; null for everybody.</summary>
    public ConnectAuthorizer? Authorize { get; set; }

    /// <summary>Called for every client that joins a namespace; null for none.</summary>
    public NamespaceJoinedHandler? OnJoined { get; set; }

    /// <summary>
    /// Called for every event, on the connection's own thread; see <see cref="ReceivedEventHandler"/>. Handlers for one event are added with
    /// <see cref="EventCollector.On"/>.
    /// </summary>
    public ReceivedEventHandler? OnEvent { get; set; }

    /// <summary>
    /// The file with the rules of alerts and their webhook (docs/collector.md tells its form), or null: then the rules that the page sets last as long as the
    /// collector. It need not be there; the page's changes are written to it. Rules are tried where the dashboard is mapped.
    /// </summary>
    public string? AlertsFile { get; set; }

    /// <summary>
    /// Where agents' sessions go as OTLP traces, such as <c>http://localhost:4318</c> (<c>/v1/traces</c> is added unless it is there), or null for nowhere. It begins
    /// with the events that come after the start, where the dashboard is mapped, and reads them from the collector's store.
    /// </summary>
    public Uri? OtlpEndpoint { get; set; }

    /// <summary>Headers of the requests to <see cref="OtlpEndpoint"/>, such as <c>Authorization</c>.</summary>
    public IDictionary<string, string> OtlpHeaders { get; private set; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes events of what is posted to <c>api/hooks/{agent}</c>; null where hooks are not understood.</summary>
    internal Http.HookReader? Hooks { get; set; }

    /// <summary>Faults, for tests of clients; null, the default, for none. Nothing else makes a collector misbehave on purpose.</summary>
    public CollectorFaults? Faults { get; set; }

    /// <summary>The clock and timers of heartbeats and deadlines.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// Gets a line for each connection that begins or ends, each refusal and each fault, but none for an event; null for no log. Called on the collector's threads, so
    /// it should not wait.
    /// </summary>
    public ILogger? Logger { get; set; }

    /// <summary>Where lines for people go.</summary>
    internal ILogger LoggerInUse => Logger ?? NullLogger.Instance;

    /// <summary>A private copy.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    internal CollectorOptions Validated()
    {
        CollectorOptionRules.Validate(this);
        CollectorOptions copy = (CollectorOptions)MemberwiseClone();
        copy.AllowedOrigins = new HashSet<string>(AllowedOrigins, StringComparer.OrdinalIgnoreCase);
        copy.Namespaces = new HashSet<string>(Namespaces, StringComparer.Ordinal);
        copy.OtlpHeaders = new Dictionary<string, string>(OtlpHeaders, StringComparer.OrdinalIgnoreCase);
        copy.Envelopes = new HashSet<string>(Envelopes, StringComparer.Ordinal);
        return copy;
    }
}
