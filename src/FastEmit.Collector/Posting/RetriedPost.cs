using System.Net;
using System.Net.Http.Headers;

namespace FastEmit.Collector.Posting;

/// <summary>
/// Posts to somebody's endpoint over HTTP, one request after the other: again, at growing intervals, while it is away or busy. Its readings are for
/// any thread; one posts.
/// </summary>
/// <param name="time">The clock of the waits.</param>
/// <param name="patience">How long an answer may take.</param>
/// <param name="isBusy">Whether a status may be another one later.</param>
/// <param name="maxRetries">The most attempts behind the first.</param>
/// <param name="longestAsked">The longest wait that the endpoint may ask for; zero when it is not asked.</param>
internal sealed class RetriedPost(TimeProvider time, TimeSpan patience, Func<HttpStatusCode, bool> isBusy, int maxRetries, TimeSpan longestAsked)
{
    private const int MaxAnswerBytes = 1 << 20;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    private long _retries;
    private volatile string? _lastError;

    /// <summary>Requests that were posted again.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>Why the last attempt failed; null when it did not.</summary>
    public string? LastError
    {
        get => _lastError;
        set => _lastError = value;
    }

    /// <summary>A client for requests; the caller's.</summary>
    public HttpClient NewClient() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = patience, MaxResponseContentBufferSize = MaxAnswerBytes };

    /// <summary>Posts until it is taken, or refused for good.</summary>
    /// <param name="http">A client of <see cref="NewClient"/>.</param>
    /// <param name="newRequest">Makes the request of an attempt.</param>
    /// <param name="reading">Whether the answer's body is read.</param>
    /// <param name="stopping">Ends the attempts.</param>
    /// <returns>The answer that took it; null when it was refused, or the attempts are used up.</returns>
    public async Task<HttpResponseMessage?> PostAsync(
        HttpClient http, Func<HttpRequestMessage> newRequest, HttpCompletionOption reading, CancellationToken stopping)
    {
        TimeSpan delay = FirstDelay;
        for (int retries = 0; ; retries++)
        {
            (HttpResponseMessage? taken, TimeSpan? asked) = await TryAsync(http, newRequest, reading, stopping).ConfigureAwait(false);
            if (asked is not { } wait || retries == maxRetries)
            {
                return taken;
            }

            await Task.Delay(wait > delay ? wait : delay, time, stopping).ConfigureAwait(false);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
            Interlocked.Increment(ref _retries);
        }
    }

    /// <summary>The answer that took it, or how long the endpoint asks to be left alone; neither when it is refused for good.</summary>
    private async Task<(HttpResponseMessage? Taken, TimeSpan? Asked)> TryAsync(
        HttpClient http, Func<HttpRequestMessage> newRequest, HttpCompletionOption reading, CancellationToken stopping)
    {
        try
        {
            using HttpRequestMessage request = newRequest();
            HttpResponseMessage response = await http.SendAsync(request, reading, stopping).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                _lastError = null;
                return (response, null);
            }

            using (response)
            {
                _lastError = $"it answered {(int)response.StatusCode}";
                return (null, isBusy(response.StatusCode) ? AskedFor(response.Headers.RetryAfter) : null);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            _lastError = exception is OperationCanceledException ? "it did not answer in time" : exception.Message;
            return (null, TimeSpan.Zero);
        }
    }

    private TimeSpan AskedFor(RetryConditionHeaderValue? header)
    {
        TimeSpan asked = header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : TimeSpan.Zero);
        return asked < longestAsked ? asked : longestAsked;
    }
}
