using System.Net;
using System.Net.Security;
using System.Text.Json;
using FastEmit.SocketIO.Transports;

namespace FastEmit.Options;

/// <summary>How connections are made and kept: address, credentials, TLS, proxy, patience.</summary>
public sealed class ConnectionOptions
{
    /// <summary>The path of the Engine.IO endpoint, beginning with a slash. One at its end is added where it is missing.</summary>
    public string Path { get; set; } = "/socket.io/";

    /// <summary>The Socket.IO auth payload, a JSON object as text, sent with every CONNECT; null for none.</summary>
    public string? Auth { get; set; }

    /// <summary>
    /// Credentials that change: a function that is asked at every connect, and again after the server has refused a namespace. It runs on
    /// the thread pool, for several lanes at a time. When it throws, or has not answered within <see cref="Timeout"/>, that connect
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

    /// <summary>The bound on establishing a connection, Engine.IO and Socket.IO handshakes included: 10 ms to ten minutes.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How often open connections are looked at (<see cref="IdleTimeout"/>, the return to a preferred server of
    /// <see cref="HookEmitterOptions.Endpoints"/>): 10 ms to one day, or infinite for never. Nothing runs while nothing is connected.
    /// </summary>
    public TimeSpan HealthCheckInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a connection may carry no events before a health check closes it; its lane connects again with the next
    /// event. The connection that was used last stays open. 10 ms to one day, or infinite for never.
    /// </summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>Whether a text is a JSON object, or there is none.</summary>
    internal static bool IsJsonObject(string? auth)
    {
        if (auth is null)
        {
            return true;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(auth);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>A private copy; headers and query are shared.</summary>
    internal ConnectionOptions Copy() => (ConnectionOptions)MemberwiseClone();

    internal void Declare(OptionVisitor visit, bool isSecure)
    {
        Path = visit.Value(nameof(Path), Path, OptionText.TryText!, Path is ['/', ..], $"a path that begins with '/'");
        Auth = visit.Secret(nameof(Auth), Auth, OptionText.TryText, IsJsonObject(Auth), $"a JSON object, or null");
        CredentialsProvider = visit.Value(nameof(CredentialsProvider), CredentialsProvider, null, true, $"a function, or null");
        visit.Map(nameof(Headers), Headers);
        foreach ((string name, string value) in Headers)
        {
            string? problem = RequestHeaders.Problem(name, value);
            visit.Value(nameof(Headers), $"'{name}'", null, problem is null, $"names of HTTP headers, and values of one line; {problem}");
        }

        visit.Map(nameof(Query), Query);
        ConfigureTls = visit.Secret(
            nameof(ConfigureTls), ConfigureTls, null, ConfigureTls is null || isSecure, $"null, unless a server's URL begins with https or wss", "set");
        bool isProxy = Proxy is not WebProxy { Address: var address } || address is { Scheme: "http" or "https" or "socks4" or "socks4a" or "socks5" };
        Proxy = visit.Secret(
            nameof(Proxy), Proxy, OptionText.TryProxy, Proxy is null || (UseProxy && isProxy),
            $"{(UseProxy ? "a URL with http, https, socks4, socks4a or socks5" : $"null, because {nameof(UseProxy)} is false")}", Shown(Proxy));
        UseProxy = visit.Flag(nameof(UseProxy), UseProxy);
        Timeout = visit.Duration(nameof(Timeout), Timeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        HealthCheckInterval = DeclarePeriod(visit, nameof(HealthCheckInterval), HealthCheckInterval);
        IdleTimeout = DeclarePeriod(visit, nameof(IdleTimeout), IdleTimeout);
    }

    /// <summary>A proxy without its user and password.</summary>
    private static string Shown(IWebProxy? proxy) => proxy switch
    {
        WebProxy { Address: { } address } => $"'{address.Scheme}://{address.Authority}'",
        WebProxy => "without an address",
        _ => "no absolute URL",
    };

    private static TimeSpan DeclarePeriod(OptionVisitor visit, string name, TimeSpan period) => visit.Duration(
        name, period, TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1), System.Threading.Timeout.InfiniteTimeSpan, "infinite for never");
}
