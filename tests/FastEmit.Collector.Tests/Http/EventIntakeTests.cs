using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using FastEmit.Collector.Tests.Clients;
using FastEmit.Events;
using FastEmit.Fallbacks;

namespace FastEmit.Collector.Tests.Http;

/// <summary><c>POST /api/events</c>, which senders fall back to.</summary>
public sealed class EventIntakeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_Event_IsHandledCountedAndKept()
    {
        List<string> handled = [];
        await using CollectorServer server = await EventsApiTests.StartAsync(options => options.OnEvent = (in received) =>
            handled.Add($"{Encoding.UTF8.GetString(received.Namespace)} {Encoding.UTF8.GetString(received.Name)} {Encoding.UTF8.GetString(received.Data)} {received.ConnectionId}"));
        using ApiClient api = new(server.Url);

        HttpStatusCode answer = await api.PostAsync("""{"namespace":"/hook","event":"pre_tool","data":{"session_id":"s"}}""");

        Assert.Equal(HttpStatusCode.NoContent, answer);
        Assert.Equal(["/hook pre_tool {\"session_id\":\"s\"} "], handled);
        Assert.Equal(1, server.GetStats().Of("/hook", "pre_tool"));
        Assert.Equal("s", (await api.GetAsync("api/events/1")).GetProperty("session").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"event\":\"\"}")]
    [InlineData("{\"event\":1}")]
    [InlineData("{\"event\":\"a\",\"namespace\":\"hook\"}")]
    [InlineData("{\"event\":\"a\",\"namespace\":\"/a,b\"}")]
    [InlineData("{\"event\":\"a\",\"namespace\":null}")]
    [InlineData("{\"event\":\"disconnect\"}")]
    [InlineData("{\"event\":\"disc\\u006fnnect\"}")]
    [InlineData("{\"event\":\"\\ud800\"}")]
    [InlineData("{\"event\":\"a\",\"data\":{]}}")]
    [InlineData("{\"event\":\"a\"} {}")]
    [InlineData("{\"event\":\"a\",\"data\":")]
    public async Task Post_NotAnEvent_Is400AndCountsNothing(string body)
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);

        Assert.Equal(HttpStatusCode.BadRequest, await api.PostAsync(body));
        Assert.Equal(0, server.GetStats().Events);
    }

    [Fact]
    public async Task Post_Array_TakesEachOrNone()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync(static options => options.Namespaces.UnionWith(["/", "/hook"]));
        using ApiClient api = new(server.Url);

        Assert.Equal(HttpStatusCode.NoContent, await api.PostAsync(""" [{"event":"a","data":{"n":[1]}}, {"namespace":"/hook","event":"b"}] """));
        Assert.Equal(HttpStatusCode.BadRequest, await api.PostAsync("""[{"event":"a"},{"event":""}]"""));
        Assert.Equal(HttpStatusCode.BadRequest, await api.PostAsync("""[{"event":"a"},"""));
        Assert.Equal(HttpStatusCode.BadRequest, await api.PostAsync("""[{"event":"a"}] 1"""));
        Assert.Equal(HttpStatusCode.Forbidden, await api.PostAsync("""[{"event":"a"},{"namespace":"/other","event":"b"}]"""));

        Assert.Equal((2, 1, 1), (server.GetStats().Events, server.GetStats().Of("/", "a"), server.GetStats().Of("/hook", "b")));
    }

    [Theory]
    [InlineData("gzip", 100, HttpStatusCode.NoContent)]
    [InlineData("gzip", 20_000_000, HttpStatusCode.RequestEntityTooLarge)] // a bomb
    [InlineData("br", 100, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("identity", 100, HttpStatusCode.BadRequest)]
    public async Task Post_Zipped_IsTakenWithinTheLimit(string encoding, int length, HttpStatusCode status)
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using MemoryStream zipped = new();
        await using (GZipStream zip = new(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            await zip.WriteAsync(Encoding.UTF8.GetBytes($$"""{"event":"a","data":"{{new string('x', length)}}"}"""), Cancellation);
        }

        using HttpClient http = new();
        using ByteArrayContent body = new(zipped.ToArray());
        body.Headers.Add("Content-Encoding", encoding);
        using HttpResponseMessage response = await http.PostAsync(new Uri($"{server.Url}/api/events"), body, Cancellation);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(status == HttpStatusCode.NoContent ? 1 : 0, server.GetStats().Events);
    }

    [Fact]
    public async Task Post_DeepMember_DoesNotHideTheSession()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);
        string deep = new string('[', 200) + new string(']', 200);

        Assert.Equal(HttpStatusCode.NoContent, await api.PostAsync($$$"""{"event":"a","data":{"deep":{{{deep}}},"session_id":"s"}}"""));

        Assert.Equal("s", (await api.GetAsync("api/events?session=s&preview=10")).GetProperty("events")[0].GetProperty("session").GetString());
        Assert.Equal(1, (await api.GetAsync("api/sessions")).GetProperty("known").GetInt32());
    }

    [Fact]
    public async Task Post_LargerThanMaxPayload_Is413()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync(static options => options.MaxPayload = 1000);
        using ApiClient api = new(server.Url);

        Assert.Equal(HttpStatusCode.NoContent, await api.PostAsync($$"""{"event":"a","data":"{{new string('x', 900)}}"}"""));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await api.PostAsync($$"""{"event":"a","data":"{{new string('x', 1000)}}"}"""));
    }

    [Fact]
    public async Task Post_SameEventIdTwice_CountsOnce()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);

        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(HttpStatusCode.NoContent, await api.PostAsync("""{"event":"a","data":{"event_id":"0123456789abcdef-1"}}"""));
        }

        Assert.Equal((1, 1), (server.GetStats().Events, server.GetStats().Duplicates));
    }

    [Fact]
    public async Task Post_NamespaceNotServed_Is403()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync(static options => options.Namespaces.Add("/hook"));
        using ApiClient api = new(server.Url);

        Assert.Equal(HttpStatusCode.Forbidden, await api.PostAsync("""{"namespace":"/log","event":"a"}"""));
        Assert.Equal(HttpStatusCode.NoContent, await api.PostAsync("""{"namespace":"/hook","event":"a"}"""));
    }

    [Fact]
    public async Task Post_ApplicationAuthorizes_IsAskedWithTheRequestsHeaders()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync(static options => options.Authorize = static (request, _) =>
            ValueTask.FromResult(request is { Token: "let me in", Namespace: "/hook" } ? ConnectVerdict.Granted : ConnectVerdict.Refused("no")));
        using ApiClient api = new(server.Url);

        HttpStatusCode without = await api.PostAsync("""{"namespace":"/hook","event":"a"}""");
        api.Token = "let me in";
        HttpStatusCode with = await api.PostAsync("""{"namespace":"/hook","event":"a"}""");

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.NoContent), (without, with));
        Assert.Equal((1, 0), (server.GetStats().Events, server.GetStats().OpenConnections));
    }

    [Fact]
    public async Task Post_HttpFallbackOfAnEmitterWithoutItsServer_ArrivesWhole()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using HttpFallback fallback = new(server.Url);
        HookEmitterOptions options = new() { Url = "http://127.0.0.1:1", Fallback = fallback, ShutdownTimeout = TimeSpan.Zero };
        await using (HookEmitter emitter = HookEmitter.Create(options))
        {
            HookEventDescriptor descriptor = HookEventDescriptor.Create("pre_tool", "/hook");
            for (int i = 0; i < 20; i++)
            {
                Assert.Equal(EmitResult.Queued, emitter.EmitJson(descriptor, Encoding.UTF8.GetBytes($$"""{"number":{{i}},"text":"ä\n"}""")));
            }

            await emitter.CloseAsync(Cancellation);
            Assert.Equal(20, emitter.GetStats().FellBack);
        }

        using ApiClient api = new(server.Url);
        JsonElement events = (await api.GetAsync("api/events?order=asc")).GetProperty("events");
        Assert.Equal(Enumerable.Range(0, 20), events.EnumerateArray().Select(static e => e.GetProperty("data").GetProperty("number").GetInt32()));
        Assert.All(events.EnumerateArray(), static e => Assert.Equal(("/hook", "ä\n"), (e.GetProperty("namespace").GetString(), e.GetProperty("data").GetProperty("text").GetString())));
    }
}
