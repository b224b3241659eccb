using System.Net;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.SocketIO.Transports;

/// <summary>
/// Opens a WebSocket (RFC 6455 section 4.1): by a request of our own on a thread of ours, or where there is none, or a proxy, by the
/// platform's HTTP handler, whose content stream behind the 101 is the raw duplex stream. The request leaves in one write, so that a
/// load balancer that routes on the first segment sees all of it.
/// </summary>
internal static class WebSocketUpgrade
{
    private const string Extensions = "Sec-WebSocket-Extensions";

    /// <exception cref="SocketIOConnectException">The server, or what stands there, did not agree.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task<UpgradedConnection> ConnectAsync(
        EngineConnectionOptions options, EngineUrl url, ConnectProgress progress, CancellationToken cancellationToken)
    {
        string key = UpgradeKey.New();
        using HttpRequestMessage request = NewRequest(options, url, key);
        HttpResponseMessage? response = null;
        try
        {
            UpgradeAnswer answer = UpgradeRequest.CanMake(options, url.Request)
                ? await UpgradeRequest.SendAsync(request, options, progress, cancellationToken).ConfigureAwait(false)
                : await SendByPlatformAsync(request, options, progress, cancellationToken).ConfigureAwait(false);
            response = answer.Response;
            DeflateParameters? deflate = await JudgeAsync(response, options, url, key, cancellationToken).ConfigureAwait(false);
            return new UpgradedConnection(answer, progress.Stream, deflate);
        }
        catch (Exception exception) when (HttpFailures.IsFailure(exception))
        {
            response?.Dispose();
            progress.Stream?.Dispose();
            throw HttpFailures.Describe(exception, url);
        }
        catch
        {
            response?.Dispose();
            progress.Stream?.Dispose();
            throw;
        }
    }

    private static async Task<UpgradeAnswer> SendByPlatformAsync(
        HttpRequestMessage request, EngineConnectionOptions options, ConnectProgress progress, CancellationToken cancellationToken)
    {
        // Disposing the handler leaves an upgraded connection alone: it has been taken out of the pool.
        using SocketsHttpHandler handler = HttpHandlers.New(options, progress);
        using HttpMessageInvoker invoker = new(handler, disposeHandler: false);
        HttpResponseMessage response = await invoker.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return new UpgradeAnswer(response, await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), default);
    }

    private static HttpRequestMessage NewRequest(EngineConnectionOptions options, EngineUrl url, string key)
    {
        HttpRequestMessage request = new(HttpMethod.Get, url.Request)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", key);
        if (options.Deflate is { } deflate)
        {
            request.Headers.TryAddWithoutValidation(
                Extensions, DeflateParameters.Offer(deflate.ClientNoContextTakeover, deflate.ServerNoContextTakeover));
        }

        HttpHandlers.AddHeaders(request, options);
        return request;
    }

    private static async Task<DeflateParameters?> JudgeAsync(
        HttpResponseMessage response,
        EngineConnectionOptions options,
        EngineUrl url,
        string key,
        CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.SwitchingProtocols)
        {
            throw await HttpFailures.DescribeAsync(response, url, cancellationToken).ConfigureAwait(false);
        }

        string accept = Single(response, "Sec-WebSocket-Accept");
        if (!string.Equals(Single(response, "Upgrade"), "websocket", StringComparison.OrdinalIgnoreCase)
            || !string.Equals(accept, UpgradeKey.AcceptFor(key), StringComparison.Ordinal))
        {
            throw new SocketIOConnectException(
                ConnectFailure.NotWebSocket,
                url,
                $"the server answered 101 with a wrong Sec-WebSocket-Accept ('{url.Secrets.Show(accept)}'); something between here and there is not a WebSocket server.");
        }

        string extensions = Single(response, Extensions);
        DeflateParameters? deflate = options.Deflate is { } offered && extensions.Length > 0
            ? DeflateParameters.ParseAnswer(extensions, offered.ClientNoContextTakeover)
            : null;
        if (deflate is null == (extensions.Length > 0) || response.Headers.Contains("Sec-WebSocket-Protocol"))
        {
            throw new SocketIOConnectException(
                ConnectFailure.NotWebSocket, url, "the server answered 101 with an extension or a subprotocol that was not offered.");
        }

        return deflate;
    }

    private static string Single(HttpResponseMessage response, string header) =>
        response.Headers.NonValidated.TryGetValues(header, out var values) ? values.ToString().Trim() : string.Empty;
}
