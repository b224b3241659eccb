using System.Net;
using System.Net.Sockets;

namespace FastEmit.SocketIO.Transports;

/// <summary>The platform's HTTP handler as the options want it.</summary>
internal static class HttpHandlers
{
    /// <param name="options">TLS, proxy, cookies, Unix socket.</param>
    /// <param name="progress">Is told how connecting goes.</param>
    public static SocketsHttpHandler New(EngineConnectionOptions options, ConnectProgress progress)
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
            ConnectCallback = (context, token) => ConnectAsync(context.DnsEndPoint, options, progress, token),
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
            if (RequestHeaders.Problem(name, value) is { } problem)
            {
                throw new ArgumentException($"{problem}.", nameof(options));
            }

            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>Has a handler of plain HTTP requests try all addresses of a name.</summary>
    /// <param name="bound">How long a connection may take.</param>
    /// <param name="time">The clock.</param>
    public static SocketsHttpHandler New(TimeSpan bound, TimeProvider time) => new()
    {
        ConnectCallback = async (context, token) =>
            await new AddressRace(context.DnsEndPoint.Host, context.DnsEndPoint.Port, null, bound, time).ConnectAsync(token).ConfigureAwait(false),
    };

    /// <summary>The connection under TLS and HTTP.</summary>
    /// <exception cref="SocketException">There is none.</exception>
    public static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint endPoint, EngineConnectionOptions options, ConnectProgress progress, CancellationToken cancellationToken)
    {
        if (options.UnixSocketPath is { } path)
        {
            progress.Stream = await ConnectLocalAsync(path, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            progress.Race = new AddressRace(endPoint.Host, endPoint.Port, options.Resolve, options.ConnectTimeout, options.TimeProvider, options.Thread);
            progress.Stream = await progress.Race.ConnectAsync(cancellationToken).ConfigureAwait(false);
        }

        return progress.Stream;
    }

    private static async Task<NetworkStream> ConnectLocalAsync(string path, CancellationToken cancellationToken)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            DescriptorsExhaustedException.ThrowIfScarce(socket);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
