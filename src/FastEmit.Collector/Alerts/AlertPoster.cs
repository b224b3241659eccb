using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using FastEmit.Collector.Posting;
using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Alerts;

/// <summary>
/// Posts alerts to a webhook, one after the other: signed, and again when it failed. Thread-safe. What waits is bounded: the oldest go first, counted as
/// failed.
/// </summary>
internal sealed class AlertPoster
{
    /// <summary>After 1, 2, 4, 8 and 16 seconds.</summary>
    private const int MaxRetries = 5;

    private readonly TimeProvider _time;
    private readonly RetriedPost _post;
    private readonly Channel<(Alert Alert, AlertWebhook Webhook)> _waiting;
    private long _sent;
    private long _failed;

    public AlertPoster(TimeProvider time)
    {
        _time = time;
        _post = new RetriedPost(time, TimeSpan.FromSeconds(10), IsBusy, MaxRetries, longestAsked: TimeSpan.Zero);
        BoundedChannelOptions options = new(1000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true };
        _waiting = Channel.CreateBounded<(Alert, AlertWebhook)>(options, _ => Interlocked.Increment(ref _failed));
    }

    /// <summary>Alerts that the webhook has taken.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Alerts that it has not.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Why the last attempt failed; null when it did not.</summary>
    public string? LastError => _post.LastError;

    /// <summary>Posts an alert, some time.</summary>
    public void Post(Alert alert, AlertWebhook webhook) => _waiting.Writer.TryWrite((alert, webhook));

    /// <summary>Posts what waits until it is stopped.</summary>
    /// <param name="store">Where the collector's events are, for turns with others that share it.</param>
    /// <param name="stopping">Ends it.</param>
    public async Task RunAsync(EventStore? store, CancellationToken stopping)
    {
        PostTurn turn = new(store, _time);
        using HttpClient http = _post.NewClient();
        await foreach ((Alert alert, AlertWebhook webhook) in _waiting.Reader.ReadAllAsync(stopping).ConfigureAwait(false))
        {
            if (await turn.RunAsync($"{webhook.Url} {alert.Occasion}", () => PostAsync(http, BodyOf(alert), webhook, stopping), stopping).ConfigureAwait(false) is { } isSent)
            {
                Interlocked.Increment(ref isSent ? ref _sent : ref _failed);
            }
        }
    }

    private async Task<bool> PostAsync(HttpClient http, byte[] body, AlertWebhook webhook, CancellationToken stopping)
    {
        using HttpResponseMessage? taken = await _post
            .PostAsync(http, () => NewRequest(body, webhook), HttpCompletionOption.ResponseHeadersRead, stopping)
            .ConfigureAwait(false);
        return taken is not null;
    }

    private HttpRequestMessage NewRequest(byte[] body, AlertWebhook webhook)
    {
        HttpRequestMessage request = new(HttpMethod.Post, webhook.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (webhook.Secret is { } secret)
        {
            string timestamp = _time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            request.Headers.Add("X-FastEmit-Timestamp", timestamp);
            request.Headers.Add("X-FastEmit-Signature", SignatureOf(secret, timestamp, body));
        }

        return request;
    }

    private static bool IsBusy(HttpStatusCode status) =>
        (int)status >= 500 || status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;

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

/// <summary>Where alerts are posted to.</summary>
/// <param name="Url">An address of http or https.</param>
/// <param name="Secret">The key that signs them; null for no signature.</param>
internal sealed record AlertWebhook(Uri Url, string? Secret);
