using System.Net;
using System.Net.Sockets;

namespace FastEmit.SocketIO.Transports;

/// <summary>The platform's HTTP handler as the options want it.</summary>
internal static class HttpHandlers
{
    /// <param name="options">TLS, proxy, cookies, Unix socket.</param>
    /// <param name="onConnected">Gets each socket before anything is sent on it.</param>
    public static SocketsHttpHandler New(EngineConnectionOptions options, Action<Socket>? onConnected)
    {
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = options.Cookies is not null,
            UseProxy = options.UseProxy,
            Proxy = options.Proxy,
            ConnectTimeout = Timeout.InfiniteTimeSpan,
            ActivityHeadersPropagator = null,
            ConnectCallback = (context, token) => ConnectAsync(context.DnsEndPoint, options.UnixSocketPath, onConnected, token),
        };
        if (options.Cookies is not null)
        {
            handler.CookieContainer = options.Cookies;
        }

        if (options.Tls is not null)
        {
            handler.SslOptions = options.Tls;
        }

        return handler;
    }

    /// <summary>The user's headers, and the host name that TLS asks for: the platform takes it from the Host header alone.</summary>
    /// <exception cref="ArgumentException">One is not a request header.</exception>
    public static void AddHeaders(HttpRequestMessage request, EngineConnectionOptions options)
    {
        if (options.Tls?.TargetHost is { Length: > 0 } host)
        {
            Uri url = request.RequestUri!;
            request.Headers.Host = url.IsDefaultPort ? host : $"{host}:{url.Port}";
        }

        foreach ((string name, string value) in options.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                throw new ArgumentException($"'{name}' is not a header that a request can carry.", nameof(options));
            }
        }
    }

    private static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint endPoint, string? unixSocketPath, Action<Socket>? onConnected, CancellationToken cancellationToken)
    {
        Socket socket = unixSocketPath is null
            ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            EndPoint target = unixSocketPath is null ? endPoint : new UnixDomainSocketEndPoint(unixSocketPath);
            await socket.ConnectAsync(target, cancellationToken).ConfigureAwait(false);
            onConnected?.Invoke(socket);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
