using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FastEmit.SocketIO.Transports;

/// <summary>Says in words why an HTTP handshake failed.</summary>
internal static class HttpFailures
{
    /// <summary>Enough for Engine.IO's own answers and the title of an error page, and for a secret at the place where it is cut off.</summary>
    private const int ReadBodyBytes = 4096;

    /// <summary>
    /// Whether the network or the other side is to blame. A reset right behind the accept comes as a bare
    /// <see cref="SocketException"/>: the handler asks the socket for its remote address outside of its own translation.
    /// </summary>
    public static bool IsFailure(Exception exception) => exception is HttpRequestException or IOException or SocketException;

    /// <summary>Of an exception for which <see cref="IsFailure"/> holds.</summary>
    public static SocketIOConnectException Describe(Exception exception, EngineUrl url)
    {
        (ConnectFailure failure, string answer) = (exception as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => (ConnectFailure.NameResolution, $"the host name '{url.Request.Host}' does not resolve."),
            HttpRequestError.SecureConnectionError => (ConnectFailure.Tls, $"the TLS handshake failed ({Innermost(exception).Message})."),
            HttpRequestError.ProxyTunnelError => (ConnectFailure.Proxy, $"the proxy refused ({exception.Message})."),
            HttpRequestError.InvalidResponse => (ConnectFailure.NotWebSocket, "what answered does not speak HTTP."),
            HttpRequestError.ResponseEnded => (ConnectFailure.ConnectionLost, "the connection was closed before any answer."),
            _ => DescribeSocket(exception),
        };
        return new SocketIOConnectException(failure, url, answer, innerException: exception);
    }

    public static async Task<SocketIOConnectException> DescribeAsync(
        HttpResponseMessage response, EngineUrl url, CancellationToken cancellationToken)
    {
        byte[] start = await StartOfBodyAsync(response, cancellationToken).ConfigureAwait(false);
        string body = url.Secrets.Show(start);
        string answer = $"the server answered {(int)response.StatusCode} {url.Secrets.Show(response.ReasonPhrase ?? "")}".TrimEnd();
        answer += body.Length == 0 ? "." : $" (\"{body}\").";
        return new SocketIOConnectException(
            ConnectFailure.HttpStatus, url, $"{answer} {Advice(response.StatusCode, Encoding.UTF8.GetString(start), url)}".TrimEnd(), response.StatusCode);
    }

    private static (ConnectFailure Failure, string Answer) DescribeSocket(Exception exception) =>
        Innermost(exception) is TimeoutException timeout ? (ConnectFailure.Timeout, timeout.Message)
            : Innermost(exception) is not SocketException socket
            ? (ConnectFailure.ConnectionLost, $"the connection was lost during the handshake ({Innermost(exception).Message}).")
            : socket.SocketErrorCode switch
            {
                SocketError.TooManyOpenSockets => (ConnectFailure.Unreachable, $"no socket can be opened ({socket.Message})."),
                SocketError.ConnectionRefused when socket is AddressesFailedException => (ConnectFailure.Refused, $"no address takes the connection ({socket.Message})."),
                _ when socket is AddressesFailedException => (ConnectFailure.Unreachable, $"no address takes the connection ({socket.Message})."),
                SocketError.ConnectionRefused => (ConnectFailure.Refused, "connection refused; nothing listens there."),
                SocketError.TimedOut => (ConnectFailure.Timeout, "the network gave up waiting for an answer."),
                SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery =>
                    (ConnectFailure.NameResolution, $"the host name does not resolve ({socket.Message})."),
                SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown or SocketError.NotConnected =>
                    (ConnectFailure.ConnectionLost, $"the connection was lost during the handshake ({socket.Message})."),
                _ => (ConnectFailure.Unreachable, $"the network cannot reach it ({socket.Message})."),
            };

    /// <summary>Engine.IO's error codes (0 to 5) come as JSON or as their plain text, depending on the transport.</summary>
    private static string Advice(HttpStatusCode status, string body, EngineUrl url)
    {
        if (Says(body, "Unsupported protocol version", 5))
        {
            return "It does not speak Engine.IO v4 (Socket.IO v3 and later).";
        }

        if (Says(body, "Transport unknown", 0))
        {
            return "Its 'transports' option leaves this transport out.";
        }

        if (Says(body, "Session ID unknown", 1))
        {
            return "Another server process answered than the one that opened the session; several processes need sticky sessions.";
        }

        if (Says(body, "Forbidden", 4))
        {
            return "Its 'allowRequest' option refused.";
        }

        return status switch
        {
            HttpStatusCode.NotFound => $"Is the Socket.IO server mounted at {url.Request.AbsolutePath}?",
            HttpStatusCode.OK => "Something answers there, but it is no Socket.IO server.",
            >= HttpStatusCode.Ambiguous and < HttpStatusCode.BadRequest => "Redirects are not followed.",
            _ => string.Empty,
        };
    }

    private static bool Says(string body, string text, int code) =>
        body.Equals(text, StringComparison.OrdinalIgnoreCase)
        || body.Contains($"\"code\":{code},", StringComparison.Ordinal)
        || body.Contains($"\"{text}\"", StringComparison.OrdinalIgnoreCase);

    private static async Task<byte[]> StartOfBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[ReadBodyBytes];
        int count = 0;
        try
        {
            Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            int read;
            do
            {
                read = await body.ReadAsync(buffer.AsMemory(count), cancellationToken).ConfigureAwait(false);
                count += read;
            }
            while (read > 0 && count < buffer.Length);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            // The status says enough; the body is a courtesy.
        }

        return buffer[..count];
    }

    /// <summary>Foreign bytes for a message, where no secret of ours can be known.</summary>
    internal static string OneLine(ReadOnlySpan<byte> bytes) => SecretMask.None.Show(bytes);

    private static Exception Innermost(Exception exception) => exception.GetBaseException();
}
