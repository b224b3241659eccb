using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using FastEmit.Fallbacks;

namespace FastEmit.Hooks.Agents;

/// <summary>
/// Posts events one by one to <c>/api/events</c> as <c>{"namespace":…,"event":…,"data":…}</c>, which a server answers with 204.
/// </summary>
internal sealed class EventPost : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>The pause before a server without the endpoint is tried again.</summary>
    private static readonly TimeSpan NoEndpointPause = TimeSpan.FromSeconds(30);

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _client;
    private readonly ArrayBufferWriter<byte> _body = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _failurePause;
    private TimeSpan _pause;
    private long _refusedAt;

    /// <param name="time">The clock.</param>
    /// <param name="token">The server's token, or null.</param>
    /// <param name="failurePause">The pause before a server that could not be reached, or failed, is tried again.</param>
    public EventPost(TimeProvider time, string? token, TimeSpan failurePause)
    {
        _time = time;
        _failurePause = failurePause;
        _client = ServerClient.New(Timeout, time, token);
    }

    /// <summary>Whether the pause after the last failure is over.</summary>
    public bool MayPost => _pause == TimeSpan.Zero || _time.GetElapsedTime(_refusedAt) >= _pause;

    /// <summary>Posts an event.</summary>
    /// <param name="url">The server.</param>
    /// <param name="event">The event.</param>
    /// <param name="cancellationToken">Ends it early, with an exception.</param>
    /// <returns>The result, and the description of the failure.</returns>
    public async Task<(PostResult Result, string Words)> PostAsync(string url, FallbackEvent @event, CancellationToken cancellationToken)
    {
        (PostResult result, string words) = await TryAsync(url, @event, cancellationToken).ConfigureAwait(false);
        if (result is PostResult.NoEndpoint or PostResult.Failed)
        {
            _pause = result == PostResult.NoEndpoint ? NoEndpointPause : _failurePause;
            _refusedAt = _time.GetTimestamp();
        }

        return (result, words);
    }

    /// <summary>Closes its connections.</summary>
    public void Dispose() => _client.Dispose();

    private async Task<(PostResult Result, string Words)> TryAsync(string url, FallbackEvent @event, CancellationToken cancellationToken)
    {
        _body.ResetWrittenCount();
        @event.WriteJson(_body);
        using CancellationTokenSource expired = new(Timeout, _time);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(expired.Token, cancellationToken);
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Post, EndpointOf(url)) { Content = new ReadOnlyMemoryContent(_body.WrittenMemory) };
            request.Content.Headers.ContentType = Json;
            using HttpResponseMessage response = await _client.SendAsync(request, ended.Token).ConfigureAwait(false);
            return (Judge(response.StatusCode), $"POST {request.RequestUri} was answered {(int)response.StatusCode}, and only 204 says that the event is there");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (PostResult.Failed, $"POST {EndpointOf(url)}: no answer within {Timeout.TotalSeconds:0.#} s");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return (PostResult.Failed, $"POST {EndpointOf(url)}: {exception.Message}");
        }
    }

    private static PostResult Judge(HttpStatusCode status) => status switch
    {
        // Only an event endpoint answers 204. A page with 200 may come from a proxy or a site under maintenance.
        HttpStatusCode.NoContent => PostResult.Accepted,
        >= HttpStatusCode.OK and < HttpStatusCode.BadRequest => PostResult.NoEndpoint,
        HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented => PostResult.NoEndpoint,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => PostResult.NoEndpoint,
        HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests => PostResult.Failed,
        >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => PostResult.Refused,
        _ => PostResult.Failed,
    };

    private static Uri EndpointOf(string url)
    {
        UriBuilder endpoint = new(url) { Path = "/api/events", Query = "", Fragment = "", UserName = "", Password = "" };
        endpoint.Scheme = endpoint.Scheme is "wss" or "https" ? "https" : "http";
        return endpoint.Uri;
    }
}

/// <summary>The result of posting an event.</summary>
internal enum PostResult
{
    /// <summary>The server has the event.</summary>
    Accepted = 0,

    /// <summary>The server will never accept this event.</summary>
    Refused,

    /// <summary>The server has no event endpoint.</summary>
    NoEndpoint,

    /// <summary>The server could not be reached, or failed: the event may be posted again.</summary>
    Failed,
}
