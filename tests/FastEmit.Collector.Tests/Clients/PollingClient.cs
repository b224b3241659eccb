using System.Net;
using System.Text;
using System.Text.Json;

namespace FastEmit.Collector.Tests.Clients;

/// <summary>A long-polling client that sends whatever a test wants.</summary>
internal sealed class PollingClient : IDisposable
{
    public const string Handshake = "EIO=4&transport=polling";

    private readonly HttpClient _http = new();
    private readonly string _endpoint;

    private PollingClient(string url) => _endpoint = $"{url}/socket.io/";

    /// <summary>The session's id.</summary>
    public string Sid { get; private set; } = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string SessionQuery => $"{Handshake}&sid={Sid}";

    /// <summary>Opens a session.</summary>
    public static async Task<PollingClient> OpenAsync(string url)
    {
        PollingClient client = new(url);
        (HttpStatusCode status, string body) = await client.SendAsync(HttpMethod.Get, Handshake);
        Assert.Equal((HttpStatusCode.OK, '0'), (status, body[0]));
        client.Sid = JsonElement.Parse(body[1..]).GetProperty("sid").GetString()!;
        return client;
    }

    /// <summary>Opens a session and joins namespaces.</summary>
    public static async Task<PollingClient> JoinAsync(string url, params string[] namespaces)
    {
        PollingClient client = await OpenAsync(url);
        foreach (string name in namespaces)
        {
            string prefix = name == "/" ? "40" : $"40{name},";
            Assert.Equal((HttpStatusCode.OK, "ok"), await client.PostAsync(prefix));
            Assert.StartsWith($"{prefix}{{\"sid\":\"", (await client.PollAsync()).Body, StringComparison.Ordinal);
        }

        return client;
    }

    /// <summary>Sends a request that belongs to no session.</summary>
    public static async Task<(HttpStatusCode Status, string Body)> RequestAsync(string url, HttpMethod method, string query)
    {
        using PollingClient client = new(url);
        return await client.SendAsync(method, query);
    }

    public Task<(HttpStatusCode Status, string Body)> PollAsync() => SendAsync(HttpMethod.Get, SessionQuery);

    /// <summary>Ends the requests that are under way.</summary>
    public void HangUp() => _http.CancelPendingRequests();

    public Task<(HttpStatusCode Status, string Body)> PostAsync(string body, string contentType = "text/plain;charset=UTF-8") =>
        SendAsync(HttpMethod.Post, SessionQuery, new StringContent(body, Encoding.UTF8), contentType);

    public Task<(HttpStatusCode Status, string Body)> PostAsync(HttpContent body) => SendAsync(HttpMethod.Post, SessionQuery, body);

    public void Dispose() => _http.Dispose();

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(
        HttpMethod method, string query, HttpContent? body = null, string? contentType = null)
    {
        using HttpRequestMessage request = new(method, new Uri($"{_endpoint}?{query}")) { Content = body };
        if (contentType is not null)
        {
            request.Content!.Headers.Remove("Content-Type");
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        using HttpResponseMessage response = await _http.SendAsync(request, Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }
}
