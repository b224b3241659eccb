using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Alerts;

/// <summary>
/// Posts alerts to a webhook, one after the other: signed, and again when it failed. Thread-safe. What waits is bounded: the oldest go first, counted as
/// failed.
/// </summary>
internal sealed class AlertPoster
{
    /// <summary>Waits between attempts; as many attempts and one more.</summary>
    private static readonly TimeSpan[] Delays = [.. new[] { 1, 2, 4, 8, 16 }.Select(static seconds => TimeSpan.FromSeconds(seconds))];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time;
    private readonly Channel<(Alert Alert, AlertWebhook Webhook)> _waiting;
    private long _sent;
    private long _failed;
    private volatile string? _lastError;

    public AlertPoster(TimeProvider time)
    {
        _time = time;
        BoundedChannelOptions options = new(1000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true };
        _waiting = Channel.CreateBounded<(Alert, AlertWebhook)>(options, _ => Interlocked.Increment(ref _failed));
    }

    /// <summary>Alerts that the webhook has taken.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Alerts that it has not.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Why the last attempt failed; null when it did not.</summary>
    public string? LastError => _lastError;

    /// <summary>Posts an alert, some time.</summary>
    public void Post(Alert alert, AlertWebhook webhook) => _waiting.Writer.TryWrite((alert, webhook));

    /// <summary>Posts what waits until it is stopped.</summary>
    /// <param name="store">Where the collector's events are, for turns with others that share it.</param>
    /// <param name="stopping">Ends it.</param>
    public async Task RunAsync(EventStore? store, CancellationToken stopping)
    {
        PostTurn turn = new(store, _time);
        using HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Patience };
        await foreach ((Alert alert, AlertWebhook webhook) in _waiting.Reader.ReadAllAsync(stopping).ConfigureAwait(false))
        {
            if (await turn.RunAsync($"{webhook.Url} {alert.Occasion}", () => TryPostAsync(http, BodyOf(alert), webhook, stopping), stopping).ConfigureAwait(false) is { } isSent)
            {
                Interlocked.Increment(ref isSent ? ref _sent : ref _failed);
            }
        }
    }

    private async Task<bool> TryPostAsync(HttpClient http, byte[] body, AlertWebhook webhook, CancellationToken stopping)
    {
        for (int attempt = 0; ; attempt++)
        {
            bool mayRetry;
            (mayRetry, _lastError) = await PostOnceAsync(http, body, webhook, stopping).ConfigureAwait(false);
            if (_lastError is null)
            {
                return true;
            }

            if (!mayRetry || attempt == Delays.Length)
            {
                return false;
            }

            await Task.Delay(Delays[attempt], _time, stopping).ConfigureAwait(false);
        }
    }

    /// <summary>Whether another attempt may do better, and what went wrong.</summary>
    private async Task<(bool MayRetry, string? Error)> PostOnceAsync(HttpClient http, byte[] body, AlertWebhook webhook, CancellationToken stopping)
    {
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Post, webhook.Url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            if (webhook.Secret is { } secret)
            {
                string timestamp = _time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
                request.Headers.Add("X-FastEmit-Timestamp", timestamp);
                request.Headers.Add("X-FastEmit-Signature", SignatureOf(secret, timestamp, body));
            }

            using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stopping).ConfigureAwait(false);
            int status = (int)response.StatusCode;
            bool mayRetry = status >= 500 || response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;
            return response.IsSuccessStatusCode ? (false, null) : (mayRetry, $"it answered {status}");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            return (true, exception is OperationCanceledException ? "it did not answer in time" : exception.Message);
        }
    }

    /// <summary>The HMAC of the time, a full stop and the body: an old request cannot be sent again under a new time.</summary>
    private static string SignatureOf(string secret, string timestamp, byte[] body)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes(timestamp), (byte)'.', .. body];
        return $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }

    private static byte[] BodyOf(Alert alert)
    {
        ArrayBufferWriter<byte> body = new();
        using (Utf8JsonWriter json = new(body))
        {
            AlertJson.Write(json, alert);
        }

        return body.WrittenSpan.ToArray();
    }
}
