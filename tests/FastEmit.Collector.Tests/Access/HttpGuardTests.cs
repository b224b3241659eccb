using System.Net;
using FastEmit.Collector.Tests.Clients;
using FastEmit.Collector.Tests.Http;

namespace FastEmit.Collector.Tests.Access;

public sealed class HttpGuardTests
{
    private const string Token = "0123456789abcdef";

    public static TheoryData<string> Guarded =>
        ["api/events", "api/events/1", "api/events/1/attachments/0", "api/export", "api/sessions", "api/timeline?session=s", "api/stats", "api/emitters", "api/live"];

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task Api_TokenSet_IsNeededForEveryAnswer(string path)
    {
        await using CollectorServer server = await EventsApiTests.StartAsync(static options => options.Token = Token);
        using ApiClient api = new(server.Url);

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(api, path));
        api.Token = "0123456789abcdeg";
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(api, path));
        api.Token = Token;
        Assert.NotEqual(HttpStatusCode.Unauthorized, await StatusAsync(api, path));
        Assert.Equal(2, server.GetStats().RefusedRequests);
    }

    [Fact]
    public async Task Post_TokenSet_IsNeeded()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync(static options => options.Token = Token);
        using ApiClient api = new(server.Url);

        Assert.Equal(HttpStatusCode.Unauthorized, await api.PostAsync("""{"event":"a"}"""));
        Assert.Equal(0, server.GetStats().Events);
    }

    [Fact]
    public async Task Counters_TokenSet_AreNotGivenAtTheRootEither()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync(static options => options.Token = Token);
        using ApiClient api = new(server.Url);

        using HttpResponseMessage response = await api.SendAsync(HttpMethod.Get, "", ("Accept", "application/json"));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task Api_PageOfAnotherOrigin_IsRefused(string path)
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);

        using HttpResponseMessage response = await api.SendAsync(HttpMethod.Get, path, ("Origin", "http://evil.example"));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Api_AllowedOriginAsksFirst_MaySendItsToken()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync(static options =>
        {
            options.Token = Token;
            options.AllowedOrigins.Add("http://board.example");
        });
        using ApiClient api = new(server.Url);

        using HttpResponseMessage response = await api.SendAsync(
            HttpMethod.Options,
            "api/events",
            ("Origin", "http://board.example"),
            ("Access-Control-Request-Method", "GET"),
            ("Access-Control-Request-Headers", "authorization"));

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("http://board.example", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("authorization", response.Headers.GetValues("Access-Control-Allow-Headers").Single());
    }

    [Theory]
    [InlineData("evil.example", HttpStatusCode.Forbidden)]
    [InlineData("evil.example:80", HttpStatusCode.Forbidden)]
    [InlineData("localhost.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("collector.localhost:8765", HttpStatusCode.OK)]
    [InlineData("[::1]:8765", HttpStatusCode.OK)]
    [InlineData("board.example", HttpStatusCode.OK)]
    public async Task Server_NoToken_AnswersOnlyToItsOwnNames(string host, HttpStatusCode status)
    {
        await using CollectorServer server = await EventsApiTests.StartAsync(static options => options.AllowedOrigins.Add("http://board.example"));
        using ApiClient api = new(server.Url);

        using HttpResponseMessage response = await api.SendAsync(HttpMethod.Get, "api/stats", ("Host", host));

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Server_Token_AnswersToAnyName()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync(static options => options.Token = Token);
        using ApiClient api = new(server.Url) { Token = Token };

        using HttpResponseMessage response = await api.SendAsync(HttpMethod.Get, "api/stats", ("Host", "collector.example"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static async Task<HttpStatusCode> StatusAsync(ApiClient api, string path)
    {
        using HttpResponseMessage response = await api.SendAsync(HttpMethod.Get, path);
        return response.StatusCode;
    }
}
