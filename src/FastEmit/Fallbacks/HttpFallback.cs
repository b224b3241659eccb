using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using FastEmit.Protocol.Waiting;
using FastEmit.SocketIO.Transports;

namespace FastEmit.Fallbacks;

/// <summary>
/// Posts each event by itself, in order, as <c>{"namespace":…,"event":…,"data":…}</c>. A server that takes it answers
/// 204; every other answer counts as a refusal of that event. Thread-safe.
/// </summary>
public sealed class HttpFallback : EventFallback, IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(2);

    private readonly HttpClient _client;
    private readonly bool _ownsClient;
    private readonly Uri _endpoint;
    private readonly TimeSpan _timeout;

    /// <summary>Posts to <c>/api/events</c> of a server, for at most two seconds an event.</summary>
    /// <param name="url">An absolute http or https URL. A path in it, beyond <c>/</c>, takes the place of <c>/api/events</c>.</param>
    /// <exception cref="ArgumentException">The URL is not of that form.</exception>
    public HttpFallback(string url)
        : this(new HttpClient(HttpHandlers.New(DefaultTimeout, TimeProvider.System)), url, DefaultTimeout) => _ownsClient = true;

    /// <summary>Posts through a client of the caller's, with its headers, proxy and credentials.</summary>
    /// <param name="client">The client; its owner disposes it.</param>
    /// <param name="url">An absolute http or https URL. A path in it, beyond <c>/</c>, takes the place of <c>/api/events</c>.</param>
    /// <param name="timeout">How long one event may take; infinite for no bound.</param>
    /// <exception cref="ArgumentException">The URL is not of that form.</exception>
    public HttpFallback(HttpClient client, string url, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(client);
        Durations.ThrowIfNoBound(timeout, nameof(timeout));
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) || parsed.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException($"'{SecretMask.Strip(url)}' is not an absolute http or https URL.", nameof(url));
        }

        _client = client;
        _endpoint = parsed.AbsolutePath == "/" ? new Uri(parsed, "/api/events") : parsed;
        _timeout = timeout;
    }

    /// <inheritdoc/>
    /// <remarks>A server that cannot be reached, or does not answer in time, ends the call: it is not asked once for each event.</remarks>
    public override async ValueTask<int> WriteAsync(ReadOnlyMemory<FallbackEvent> events, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> body = new();
        int accepted = 0;
        string refusal = "";
        for (int i = 0; i < events.Length; i++)
        {
            body.ResetWrittenCount();
            events.Span[i].WriteJson(body);
            try
            {
                HttpStatusCode answer = await PostAsync(body.WrittenMemory, cancellationToken).ConfigureAwait(false);
                accepted += answer == HttpStatusCode.NoContent ? 1 : 0;
                refusal = answer == HttpStatusCode.NoContent ? refusal : $"answered {(int)answer}, not 204";
            }
            catch (OperationCanceledException)
            {
                refusal = cancellationToken.IsCancellationRequested ? "the emitter closes" : $"no answer within {_timeout.TotalSeconds:0.###} s";
                break;
            }
            catch (HttpRequestException exception)
            {
                refusal = SecretMask.None.Hide(exception.Message);
                break;
            }
        }

        return accepted != 0 ? accepted : throw new HttpRequestException($"POST {SecretMask.Strip(_endpoint.OriginalString)}: {refusal}");
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        if (_ownsClient)
        {
            _client.Dispose();
        }
    }

    private async Task<HttpStatusCode> PostAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using CancellationTokenSource expired = new(Durations.ForTimer(_timeout), TimeProvider.System);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(expired.Token, cancellationToken);
        using HttpRequestMessage request = new(HttpMethod.Post, _endpoint) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = Json;
        using HttpResponseMessage response = await _client.SendAsync(request, ended.Token).ConfigureAwait(false);
        return response.StatusCode;
    }
}
