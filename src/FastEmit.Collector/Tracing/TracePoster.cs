using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
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
    private const int MaxAnswerBytes = 1 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    private readonly Uri _url = UrlOf(endpoint);
    private long _sent;
    private long _rejected;
    private long _retries;
    private volatile string? _lastError;

    /// <summary>Where the spans go.</summary>
    public Uri Endpoint => endpoint;

    /// <summary>Spans that the endpoint has taken.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Spans that it has refused for good.</summary>
    public long Rejected => Interlocked.Read(ref _rejected);

    /// <summary>Requests that were posted again.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>Why the last request failed; null when it did not.</summary>
    public string? LastError => _lastError;

    /// <summary>A client for requests; the caller's.</summary>
    public static HttpClient NewClient() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Patience, MaxResponseContentBufferSize = MaxAnswerBytes };

    /// <summary>Posts a request until it is answered for good.</summary>
    /// <param name="http">A client of <see cref="NewClient"/>.</param>
    /// <param name="request">The request.</param>
    /// <param name="spans">How many spans are in it.</param>
    /// <param name="stopping">Ends the attempts.</param>
    public async Task PostAsync(HttpClient http, ExportTraceServiceRequest request, int spans, CancellationToken stopping)
    {
        byte[] body = Zip(request);
        TimeSpan delay = FirstDelay;
        while (await PostOnceAsync(http, body, spans, stopping).ConfigureAwait(false) is { } asked)
        {
            await Task.Delay(asked > delay ? asked : delay, time, stopping).ConfigureAwait(false);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
            Interlocked.Increment(ref _retries);
        }
    }

    /// <summary>Null when the answer is for good; else for how long the endpoint asks to be left alone.</summary>
    private async Task<TimeSpan?> PostOnceAsync(HttpClient http, byte[] body, int spans, CancellationToken stopping)
    {
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Post, _url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(Protobuf);
            request.Content.Headers.ContentEncoding.Add("gzip");
            foreach ((string name, string value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            using HttpResponseMessage response = await http.SendAsync(request, stopping).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                Take(spans, response.Content.Headers.ContentType?.MediaType == Protobuf ? await response.Content.ReadAsByteArrayAsync(stopping).ConfigureAwait(false) : []);
                return null;
            }

            _lastError = $"it answered {(int)response.StatusCode}";
            if (response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)
            {
                return AskedFor(response.Headers.RetryAfter);
            }

            Interlocked.Add(ref _rejected, spans);
            return null;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            _lastError = exception is OperationCanceledException ? "it did not answer in time" : exception.Message;
            return TimeSpan.Zero;
        }
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
        _lastError = rejected == 0 ? null : $"it refused {rejected} spans: {partial!.ErrorMessage}";
    }

    private static Uri UrlOf(Uri endpoint) =>
        endpoint.AbsolutePath.EndsWith("/v1/traces", StringComparison.Ordinal) ? endpoint : new UriBuilder(endpoint) { Path = $"{endpoint.AbsolutePath.TrimEnd('/')}/v1/traces" }.Uri;

    private TimeSpan AskedFor(RetryConditionHeaderValue? header)
    {
        TimeSpan asked = header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : TimeSpan.Zero);
        return asked < LongestDelay ? asked : LongestDelay;
    }

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
