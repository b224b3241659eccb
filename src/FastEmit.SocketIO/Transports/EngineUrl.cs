using System.Text;
using FastEmit.Protocol.EngineIO;

namespace FastEmit.SocketIO.Transports;

/// <summary>The URL of an Engine.IO handshake.</summary>
internal sealed class EngineUrl
{
    private readonly EngineConnectionOptions? _options;

    private EngineUrl(Uri request, string givenScheme, EngineConnectionOptions? options)
    {
        _options = options;
        Request = request;
        Display = $"{givenScheme}://{request.Authority}{request.AbsolutePath}";
    }

    /// <summary>
    /// With the protocol's query. The scheme is ws or wss for a WebSocket, which is how the platform knows that an HTTP proxy must give a
    /// tunnel.
    /// </summary>
    public Uri Request { get; }

    /// <summary>For messages and logs: no query and no credentials.</summary>
    public string Display { get; }

    /// <summary>Null, or what is wrong with a server's URL and what it should be. No URL is shown: it may hold secrets.</summary>
    public static string? Problem(string? url)
    {
        const string Accepted = "an absolute URL with http, https, ws or wss, such as http://localhost:3000";
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? given) || given.Scheme is not ("http" or "https" or "ws" or "wss"))
        {
            bool lacksScheme = Uri.TryCreate("http://" + url, UriKind.Absolute, out Uri? guess) && !url!.Contains("://", StringComparison.Ordinal);
            return lacksScheme && guess!.Host.Length > 0 ? $"{Accepted}; did you mean http://{guess.Authority}?" : Accepted;
        }

        if (given.Host.Length == 0)
        {
            return Accepted;
        }

        return given.AbsolutePath is "/"
            ? null
            : $"a URL without a path ('{given.AbsolutePath}'): a namespace is named where events are emitted or received, "
                + "and the path at which the server is mounted by the option Path";
    }

    /// <summary>The path as servers are mounted by default: with a slash at its end, which those without one take as well.</summary>
    public static string WithSlash(string path) => path.EndsWith('/') || path.Contains('?', StringComparison.Ordinal) ? path : path + "/";

    /// <summary>Hides what is confidential in the connection's options.</summary>
    public SecretMask Secrets => _options is null ? SecretMask.None : SecretMask.Of(_options);

    /// <summary>Builds the URL of a connection.</summary>
    /// <inheritdoc cref="Build(string, string, IReadOnlyList{KeyValuePair{string, string}}, string, string?, EngineConnectionOptions?)"/>
    public static EngineUrl Build(EngineConnectionOptions options, string transport, string? sid = null) =>
        Build(options.Url, options.Path, options.Query, transport, sid, options);

    /// <summary>Builds the URL for one transport (<c>websocket</c> or <c>polling</c>).</summary>
    /// <exception cref="SocketIOConnectException">The URL or the path cannot be used.</exception>
    public static EngineUrl Build(
        string url, string path, IReadOnlyList<KeyValuePair<string, string>> query, string transport, string? sid = null, EngineConnectionOptions? options = null)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? given) || string.IsNullOrEmpty(given.Host))
        {
            throw new SocketIOConnectException(
                ConnectFailure.InvalidUrl, SecretMask.Strip(url), "this is not an absolute URL such as http://localhost:3000 or wss://example.com.");
        }

        string scheme = given.Scheme switch
        {
            "http" or "ws" => transport == "websocket" ? Uri.UriSchemeWs : Uri.UriSchemeHttp,
            "https" or "wss" => transport == "websocket" ? Uri.UriSchemeWss : Uri.UriSchemeHttps,
            _ => throw new SocketIOConnectException(
                ConnectFailure.InvalidUrl, SecretMask.Strip(url), $"the scheme '{given.Scheme}' is not supported; use http, https, ws or wss."),
        };

        string mount = path.StartsWith('/') ? path : "/" + path;
        StringBuilder text = new();
        text.Append(scheme).Append("://").Append(given.Authority).Append(mount);
        text.Append(mount.Contains('?', StringComparison.Ordinal) ? '&' : '?');
        text.Append("EIO=").Append(EngineProtocol.Version).Append("&transport=").Append(transport);
        if (sid is not null)
        {
            text.Append("&sid=").Append(Uri.EscapeDataString(sid));
        }

        if (given.Query.Length > 1)
        {
            text.Append('&').Append(given.Query, 1, given.Query.Length - 1);
        }

        foreach ((string name, string value) in query)
        {
            text.Append('&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        }

        return new EngineUrl(new Uri(text.ToString()), given.Scheme, options);
    }
}
