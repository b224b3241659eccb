using FastEmit.Fallbacks;

namespace FastEmit.Tests.Fallbacks;

public sealed class HttpFallbackTests : IAsyncLifetime
{
    private readonly EventsEndpoint _endpoint = new();

    [Fact]
    public async Task WriteAsync_ServerTakesThem_PostsEachInOrder()
    {
        using HttpFallback fallback = EventFallback.Http(_endpoint.Url);
        Assert.Equal(3, await Write(fallback, FallbackText.Events(3)));
        Assert.Equal(Enumerable.Range(0, 3).Select(static i => $"POST /api/events application/json {FallbackText.Json(i)}"), _endpoint.Requests);
    }

    [Fact]
    public async Task WriteAsync_ServerRefusesOne_TheOthersAreTaken()
    {
        _endpoint.Answer = static body => body.Contains("\"data\":1}", StringComparison.Ordinal) ? 413 : 204;
        using HttpFallback fallback = EventFallback.Http(_endpoint.Url);
        Assert.Equal(2, await Write(fallback, FallbackText.Events(3)));
        Assert.Equal(3, _endpoint.Requests.Count);
    }

    [Fact]
    public async Task WriteAsync_AnswerIsNot204_NamesUrlAndStatus()
    {
        _endpoint.Answer = static _ => 200;
        using HttpFallback fallback = EventFallback.Http(_endpoint.Url + "/elsewhere");
        HttpRequestException exception = await Assert.ThrowsAsync<HttpRequestException>(async () => await Write(fallback, FallbackText.Events(2)));
        Assert.Equal($"POST {_endpoint.Url}/elsewhere: answered 200, not 204", exception.Message);
    }

    [Fact]
    public async Task WriteAsync_ServerHangs_GivesUpAfterTheTimeoutAndAsksOnlyOnce()
    {
        _endpoint.Answer = static _ => 0;
        using HttpClient client = new();
        using HttpFallback fallback = new(client, _endpoint.Url, TimeSpan.FromMilliseconds(100));
        HttpRequestException exception = await Assert.ThrowsAsync<HttpRequestException>(async () => await Write(fallback, FallbackText.Events(5)));
        Assert.EndsWith("no answer within 0.1 s", exception.Message, StringComparison.Ordinal);
        Assert.True(_endpoint.Requests.Count <= 1);
    }

    [Fact]
    public async Task WriteAsync_NobodyThere_NamesTheUrl()
    {
        using HttpFallback fallback = EventFallback.Http("http://127.0.0.1:1");
        HttpRequestException exception = await Assert.ThrowsAsync<HttpRequestException>(async () => await Write(fallback, FallbackText.Events(1)));
        Assert.StartsWith("POST http://127.0.0.1:1/api/events: ", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:8765")]
    [InlineData("ws://localhost")]
    [InlineData("/api/events")]
    public void Constructor_NoHttpUrl_SaysSo(string url) =>
        Assert.Contains("is not an absolute http or https URL", Assert.Throws<ArgumentException>(() => EventFallback.Http(url)).Message, StringComparison.Ordinal);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();

    private static ValueTask<int> Write(HttpFallback fallback, FallbackEvent[] events) =>
        fallback.WriteAsync(events, TestContext.Current.CancellationToken);
}
