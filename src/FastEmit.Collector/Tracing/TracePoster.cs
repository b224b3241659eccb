using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using FastEmit.Collector.Posting;
using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Trace.V1;

namespace FastEmit.Collector.Tracing;

/// <summary>
/// Posts spans to an OTLP endpoint by <c>http/protobuf</c>, zipped: again and again while it is away or busy (408, 429, 502, 503, 504), as OTLP asks for; what it
/// refuses for good is counted and passed over. Its counters are for any thread; one posts.
/// </summary>
internal sealed class TracePoster(Uri endpoint, IReadOnlyDictionary<string, string> headers, TimeProvider time)
{
    private const string Protobuf = "application/x-protobuf";

    private readonly Uri _url = UrlOf(endpoint);
    private readonly RetriedPost _post = new(time, TimeSpan.FromSeconds(30), IsBusy, maxRetries: int.MaxValue, longestAsked: TimeSpan.FromMinutes(1));
    private long _sent;
    private long _rejected;

    /// <summary>Where the spans go.</summary>
    public Uri Endpoint => endpoint;

    /// <summary>Spans that the endpoint has taken.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Spans that it has refused for good.</summary>
    public long Rejected => Interlocked.Read(ref _rejected);

    /// <summary>Requests that were posted again.</summary>
    public long Retries => _post.Retries;

    /// <summary>Why the last request failed; null when it did not.</summary>
    public string? LastError => _post.LastError;

    /// <summary>A client for requests; the caller's.</summary>
    public HttpClient NewClient() => _post.NewClient();

    /// <summary>Posts a request until it is answered for good.</summary>
    /// <param name="http">A client of <see cref="NewClient"/>.</param>
    /// <param name="request">The request.</param>
    /// <param name="spans">How many spans are in it.</param>
    /// <param name="stopping">Ends the attempts.</param>
    public async Task PostAsync(HttpClient http, ExportTraceServiceRequest request, int spans, CancellationToken stopping)
    {
        byte[] body = Zip(request);
        using HttpResponseMessage? taken = await _post
            .PostAsync(http, () => NewRequest(body), HttpCompletionOption.ResponseContentRead, stopping)
            .ConfigureAwait(false);
        if (taken is null)
        {
            Interlocked.Add(ref _rejected, spans);
            return;
        }

        Take(spans, taken.Content.Headers.ContentType?.MediaType == Protobuf ? await taken.Content.ReadAsByteArrayAsync(stopping).ConfigureAwait(false) : []);
    }

    private HttpRequestMessage NewRequest(byte[] body)
    {
        HttpRequestMessage request = new(HttpMethod.Post, _url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(Protobuf);
        request.Content.Headers.ContentEncoding.Add("gzip");
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    /// <summary>Counts what was taken; the answer may say that some was not.</summary>
    private void Take(int spans, byte[] answer)
    {
        ExportTracePartialSuccess? partial = null;
        try
        {
            partial = ExportTraceServiceResponse.Parser.ParseFrom(answer).PartialSuccess;
        }
        catch (InvalidProtocolBufferException)
        {
            // It has taken the request, whatever else it says.
        }

        long rejected = Math.Clamp(partial?.RejectedSpans ?? 0, 0, spans);
        Interlocked.Add(ref _rejected, rejected);
        Interlocked.Add(ref _sent, spans - rejected);
        _post.LastError = rejected == 0 ? null : $"it refused {rejected} spans: {partial!.ErrorMessage}";
    }

    private static Uri UrlOf(Uri endpoint) =>
        endpoint.AbsolutePath.EndsWith("/v1/traces", StringComparison.Ordinal) ? endpoint : new UriBuilder(endpoint) { Path = $"{endpoint.AbsolutePath.TrimEnd('/')}/v1/traces" }.Uri;

    private static bool IsBusy(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private static byte[] Zip(ExportTraceServiceRequest request)
    {
        using MemoryStream zipped = new();
        using (GZipStream zipping = new(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            request.WriteTo(zipping);
        }

        return zipped.ToArray();
    }
}
