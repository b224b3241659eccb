using System.Net;
using FastEmit.Collector.Tests.Clients;

namespace FastEmit.Collector.Tests.Access;

public sealed class OriginPolicyTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private CollectorServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        CollectorOptions options = new() { Port = 0 };
        options.AllowedOrigins.Add("https://example.com");
        _server = await CollectorServer.StartAsync(options);
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _server.DisposeAsync();
    }

    [Theory]
    [InlineData("https://example.com", "https://example.com")]
    [InlineData("https://EXAMPLE.com", "https://EXAMPLE.com")]
    [InlineData(null, null)]
    public async Task Handshake_AllowedOrNoOrigin_IsAnsweredWithItsCorsHeaders(string? origin, string? allowed)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, origin);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(allowed, Header(response, "Access-Control-Allow-Origin"));
        Assert.Equal(allowed is null ? null : "true", Header(response, "Access-Control-Allow-Credentials"));
        Assert.Equal(allowed is null ? null : "Origin", Header(response, "Vary"));
    }

    [Fact]
    public async Task Handshake_OwnOrigin_IsAnsweredWithoutCorsHeaders()
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, _server.Url);

        Assert.Equal((HttpStatusCode.OK, null), (response.StatusCode, Header(response, "Access-Control-Allow-Origin")));
    }

    [Theory]
    [InlineData("https://events.example", "Host", "events.example")]                    // TLS ends at a proxy
    [InlineData("https://events.example:8443", "Host", "events.example:8443")]
    [InlineData("https://events.example:8443", "X-Forwarded-Host", "events.example:8443")]
    [InlineData("https://events.example:8443", "Sec-Fetch-Site", "same-origin")]
    public async Task Handshake_OwnOriginBehindAProxy_IsAnswered(string origin, string header, string value)
    {
        CollectorOptions options = new() { Port = 0, Token = "0123456789abcdef" };
        await using CollectorServer server = await CollectorServer.StartAsync(options, TestContext.Current.CancellationToken);
        using HttpRequestMessage request = new(HttpMethod.Get, $"{server.Url}/socket.io/?EIO=4&transport=polling");
        request.Headers.TryAddWithoutValidation("Origin", origin);
        request.Headers.TryAddWithoutValidation(header, value);

        using HttpResponseMessage response = await _http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://example.com")]
    [InlineData("https://example.com.evil.example")]
    [InlineData("null")]
    public async Task Handshake_ForeignOrigin_IsForbidden(string origin)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, origin);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("{\"code\":4,\"message\":\"Forbidden\"}", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal((null, 1), (Header(response, "Access-Control-Allow-Origin"), _server.GetStats().RefusedRequests));
    }

    [Fact]
    public async Task WebSocket_ForeignOrigin_IsForbidden()
    {
        await using RawClient client = await RawClient.RequestAsync(_server.Url, origin: "https://evil.example");

        Assert.StartsWith("HTTP/1.1 403", client.Response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WebSocket_AllowedOrigin_Opens()
    {
        await using RawClient client = await RawClient.RequestAsync(_server.Url, origin: "https://example.com");

        Assert.StartsWith("HTTP/1.1 101", client.Response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preflight_AllowedOrigin_SaysWhatMayBeSent()
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Options, "https://example.com", "authorization");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(("GET, POST, OPTIONS", "authorization"), (Header(response, "Access-Control-Allow-Methods"), Header(response, "Access-Control-Allow-Headers")));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string? origin, string? requestHeaders = null)
    {
        using HttpRequestMessage request = new(method, new Uri($"{_server.Url}/socket.io/?{PollingClient.Handshake}"));
        if (origin is not null)
        {
            request.Headers.TryAddWithoutValidation("Origin", origin);
        }

        if (requestHeaders is not null)
        {
            request.Headers.TryAddWithoutValidation("Access-Control-Request-Headers", requestHeaders);
        }

        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(", ", values) : null;
}
