using System.Net;
using System.Net.Http.Headers;
using FastEmit.Collector.Posting;
using FastEmit.FaultProxy;

namespace FastEmit.Collector.Tests.Posting;

public sealed class RetriedPostTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly Endpoint _endpoint = new();
    private readonly HttpClient _http;

    public RetriedPostTests() => _http = new HttpClient(_endpoint);

    public void Dispose()
    {
        _http.Dispose();
        _endpoint.Dispose();
    }

    [Fact]
    public async Task PostAsync_EndpointIsBusyAndAway_TriesAgainAtGrowingIntervals()
    {
        RetriedPost post = NewPost();
        _endpoint.Answers(HttpStatusCode.ServiceUnavailable, null, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK);

        Task<HttpResponseMessage?> posting = PostAsync(post);
        foreach (int seconds in (int[])[1, 2, 4])
        {
            await _clock.WaitForTimersAsync(1, TestContext.Current.CancellationToken);
            Assert.NotNull(post.LastError);
            Assert.Equal(TimeSpan.FromSeconds(seconds), _clock.UntilNextTimer);
            _clock.Advance(TimeSpan.FromSeconds(seconds));
        }

        using HttpResponseMessage? taken = await posting;
        Assert.Equal(HttpStatusCode.OK, taken?.StatusCode);
        Assert.Equal((3, null), (post.Retries, post.LastError));
    }

    [Fact]
    public async Task PostAsync_AttemptsUsedUp_IsNotTaken()
    {
        RetriedPost post = NewPost(maxRetries: 1);
        _endpoint.Answers(HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK);

        Task<HttpResponseMessage?> posting = PostAsync(post);
        await _clock.WaitForTimersAsync(1, TestContext.Current.CancellationToken);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await posting);
        Assert.Equal((1, "it answered 503"), (post.Retries, post.LastError));
    }

    [Fact]
    public async Task PostAsync_RefusedForGood_IsNotTriedAgain()
    {
        RetriedPost post = NewPost();
        _endpoint.Answers(HttpStatusCode.Forbidden, HttpStatusCode.OK);

        Assert.Null(await PostAsync(post));

        Assert.Equal((0, "it answered 403"), (post.Retries, post.LastError));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(20, 7)]
    [InlineData(60, 30)]
    public async Task PostAsync_EndpointAsksForTime_GetsIt(int longestAsked, int expected)
    {
        RetriedPost post = NewPost(longestAsked: longestAsked);
        _endpoint.RetryAfter = TimeSpan.FromSeconds(expected == 7 ? 7 : 30);
        _endpoint.Answers(HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK);

        Task<HttpResponseMessage?> posting = PostAsync(post);
        await _clock.WaitForTimersAsync(1, TestContext.Current.CancellationToken);
        Assert.Equal(TimeSpan.FromSeconds(expected), _clock.UntilNextTimer);
        _clock.Advance(TimeSpan.FromSeconds(expected));

        using HttpResponseMessage? taken = await posting;
        Assert.NotNull(taken);
    }

    private RetriedPost NewPost(int maxRetries = int.MaxValue, int longestAsked = 0) =>
        new(_clock, TimeSpan.FromSeconds(10), static status => status == HttpStatusCode.ServiceUnavailable, maxRetries, TimeSpan.FromSeconds(longestAsked));

    private Task<HttpResponseMessage?> PostAsync(RetriedPost post) => post.PostAsync(
        _http,
        static () => new HttpRequestMessage(HttpMethod.Post, "http://endpoint.invalid/"),
        HttpCompletionOption.ResponseContentRead,
        TestContext.Current.CancellationToken);

    /// <summary>Answers without a network; null stands for a connection that fails.</summary>
    private sealed class Endpoint : HttpMessageHandler
    {
        private readonly Queue<HttpStatusCode?> _answers = new();

        public TimeSpan? RetryAfter { get; set; }

        public void Answers(params HttpStatusCode?[] answers) => Array.ForEach(answers, _answers.Enqueue);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = new(_answers.Dequeue() ?? throw new HttpRequestException("Nobody is there."));
            response.Headers.RetryAfter = RetryAfter is { } delay ? new RetryConditionHeaderValue(delay) : null;
            return Task.FromResult(response);
        }
    }
}
