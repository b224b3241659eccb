using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Text;

namespace FastEmit.SocketIO.Transports;

/// <summary>
/// One HTTP/1.1 request that asks for an upgrade, over a connection of its own (RFC 9112). The platform's handler waits for threads of the
/// pool on its way, all of which a host may block; here everything continues on a thread of ours. Proxies, cookies and Unix sockets
/// stay with the platform.
/// </summary>
internal static class UpgradeRequest
{
    /// <summary>Whether a connection can be made without the platform's handler.</summary>
    public static bool CanMake(EngineConnectionOptions options, Uri url) =>
        options is { Thread: not null, UnixSocketPath: null, Cookies: null } && !HasProxy(options, url);

    /// <summary>Connects, sends and reads the answer. Errors are the platform's.</summary>
    /// <exception cref="HttpRequestException">It came to nothing.</exception>
    /// <exception cref="IOException">The connection was lost.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task<UpgradeAnswer> SendAsync(
        HttpRequestMessage request, EngineConnectionOptions options, ConnectProgress progress, CancellationToken cancellationToken)
    {
        Uri url = request.RequestUri!;
        string host = request.Headers.Host ?? (url.IsDefaultPort ? HostOf(url) : $"{HostOf(url)}:{url.Port}");
        Stream stream = await OpenAsync(url, options, progress, cancellationToken).ConfigureAwait(false);
        if (url.Scheme is "wss" or "https")
        {
            stream = await SecureAsync(stream, options.Tls, host, cancellationToken).ConfigureAwait(false);
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(Text(request, host)), cancellationToken).ConfigureAwait(false);
        return await UpgradeAnswer.ReadAsync(stream, cancellationToken).ConfigureAwait(false);
    }

    private static bool HasProxy(EngineConnectionOptions options, Uri url) =>
        options.UseProxy && (options.Proxy ?? HttpClient.DefaultProxy) is { } proxy && !proxy.IsBypassed(url) && proxy.GetProxy(url) is not null;

    private static string HostOf(Uri url) => url.HostNameType == UriHostNameType.IPv6 ? $"[{url.IdnHost}]" : url.IdnHost;

    private static async Task<Stream> OpenAsync(
        Uri url, EngineConnectionOptions options, ConnectProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            return await HttpHandlers.ConnectAsync(new DnsEndPoint(url.IdnHost, url.Port), options, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, exception.Message, exception);
        }
    }

    private static async Task<Stream> SecureAsync(
        Stream stream, SslClientAuthenticationOptions? tls, string host, CancellationToken cancellationToken)
    {
        SslStream secure = new(stream);
        try
        {
            await secure.AuthenticateAsClientAsync(TlsOptions.For(tls, host), cancellationToken).ConfigureAwait(false);
            return secure;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new HttpRequestException(HttpRequestError.SecureConnectionError, exception.Message, exception);
        }
    }

    private static string Text(HttpRequestMessage request, string host)
    {
        StringBuilder text = new();
        text.Append("GET ").Append(request.RequestUri!.GetComponents(UriComponents.PathAndQuery, UriFormat.UriEscaped)).Append(" HTTP/1.1\r\n");
        text.Append("Host: ").Append(host).Append("\r\n");
        foreach ((string name, HeaderStringValues values) in request.Headers.NonValidated)
        {
            if (!name.Equals("Host", StringComparison.OrdinalIgnoreCase))
            {
                foreach (string value in values)
                {
                    text.Append(name).Append(": ").Append(value).Append("\r\n");
                }
            }
        }

        return text.Append("\r\n").ToString();
    }
}
