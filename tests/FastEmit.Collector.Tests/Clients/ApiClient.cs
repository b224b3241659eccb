using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace FastEmit.Collector.Tests.Clients;

/// <summary>Uses a collector's HTTP interface.</summary>
internal sealed class ApiClient(string url) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"{url}/") };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The token to show, if any.</summary>
    public string? Token
    {
        set => _http.DefaultRequestHeaders.Authorization = value is null ? null : new AuthenticationHeaderValue("Bearer", value);
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(Cancellation));
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        HttpRequestMessage request = new(method, path);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }

    public async Task<HttpStatusCode> PostAsync(string json)
    {
        using HttpResponseMessage response = await _http.PostAsync(new Uri("api/events", UriKind.Relative), new StringContent(json, Encoding.UTF8, "application/json"), Cancellation);
        return response.StatusCode;
    }

    /// <summary>The messages of <c>api/live</c>, until the caller has enough.</summary>
    public async IAsyncEnumerable<JsonElement> WatchAsync(string query = "")
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, $"api/live{query}");
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(Cancellation));
        while (await reader.ReadLineAsync(Cancellation) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                yield return JsonSerializer.Deserialize<JsonElement>(line["data: ".Length..]);
            }
        }
    }

    public void Dispose() => _http.Dispose();
}
