using System.Net;
using System.Text.Json;
using FastEmit.Interop.Tests.Client;

namespace FastEmit.Interop.Tests.Servers;

/// <summary>The fixture itself: a test harness that sees nothing would let every other test pass.</summary>
public sealed class NodeServerTests
{
    [Fact]
    public async Task RestartAsync_AfterKill_ListensOnTheSamePortAndCountsFromZero()
    {
        await using NodeServer server = await NodeServer.StartAsync();
        int port = server.Port;
        await PollAsync(server);
        Assert.Equal(1, (await server.GetCountsAsync()).Connections);

        await server.KillAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => PollAsync(server));
        await server.RestartAsync();

        await PollAsync(server);
        Assert.Equal((port, 1), (server.Port, (await server.GetCountsAsync()).Connections));
    }

    [Fact]
    public async Task ReadLog_OfficialClientSendsAndServerIsKilled_HoldsEveryEventThatAHandlerSaw()
    {
        using var log = new TemporaryFile();
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Namespaces = ["/hook"], Log = log.Path });

        // The official client's polling transport, by hand: open, CONNECT, two events.
        using var http = new HttpClient();
        string session = JsonElement.Parse((await http.GetStringAsync(PollUrl(server), Cancellation))[1..]).GetProperty("sid").GetString()!;
        string url = $"{PollUrl(server)}&sid={session}";
        await PostAsync("40/hook,");
        await http.GetStringAsync(url, Cancellation);
        await PostAsync("42/hook,[\"pre_tool\",{\"n\":1}]\u001e42/hook,7[\"pre_tool\",{\"n\":2}]");
        NodeCounts counts = await server.GetCountsAsync();
        await server.KillAsync();

        Assert.Equal((2, 2), (counts.Events, counts.ByNamespace["/hook"]));
        IReadOnlyList<LoggedEvent> events = server.ReadLog();
        Assert.Equal([("/hook", "pre_tool", 1), ("/hook", "pre_tool", 2)], events.Select(e => (e.Namespace, e.Name, e.Data.GetProperty("n").GetInt32())));
        Assert.All(events, e => Assert.Equal(session, e.Connection));

        async Task PostAsync(string packets)
        {
            using var body = new StringContent(packets);
            using HttpResponseMessage answer = await http.PostAsync(url, body, Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task StartAsync_VersionTwoScript_AnswersAsEngineIoThree()
    {
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Script = "server-v2.mjs" });
        using var http = new HttpClient();

        string answer = await http.GetStringAsync($"{server.Url}/socket.io/?EIO=3&transport=polling", Cancellation);

        Assert.Contains(":0{\"sid\"", answer, StringComparison.Ordinal); // Length-prefixed packets are protocol 3's.
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StartAsync_WithTls_SpeaksItAndAsksForACertificateWhenThereIsARoot(bool askClient)
    {
        using TestCertificates certificates = new();
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Tls = certificates.ServerFiles(askClient) });
        using SocketsHttpHandler stranger = new() { SslOptions = { CertificateChainPolicy = certificates.TrustingPolicy() } };
        using SocketsHttpHandler known = new()
        {
            SslOptions = { CertificateChainPolicy = certificates.TrustingPolicy(), ClientCertificates = [certificates.Client] },
        };

        Assert.StartsWith("https:", server.Url, StringComparison.Ordinal);
        await PollAsync(server, known);
        if (askClient)
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => PollAsync(server, stranger));
        }
        else
        {
            await PollAsync(server, stranger);
        }
    }

    [Fact]
    public async Task RefuseAsync_ThenGrantedAgain_AnswersSo()
    {
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Namespaces = ["/hook"] });
        using var http = new HttpClient();

        await server.RefuseAsync("/hook", "not you");
        Assert.Equal("44/hook,{\"message\":\"not you\"}", await JoinAsync());
        await server.RefuseAsync("/hook", null);
        Assert.StartsWith("40/hook,{\"sid\"", await JoinAsync(), StringComparison.Ordinal);

        async Task<string> JoinAsync()
        {
            string session = JsonElement.Parse((await http.GetStringAsync(PollUrl(server), Cancellation))[1..]).GetProperty("sid").GetString()!;
            using var connect = new StringContent("40/hook,");
            (await http.PostAsync($"{PollUrl(server)}&sid={session}", connect, Cancellation)).Dispose();
            return await http.GetStringAsync($"{PollUrl(server)}&sid={session}", Cancellation);
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string PollUrl(NodeServer server) => $"{server.Url}/socket.io/?EIO=4&transport=polling";

    private static async Task PollAsync(NodeServer server, HttpMessageHandler? handler = null)
    {
        using var http = handler is null ? new HttpClient() : new HttpClient(handler, disposeHandler: false);
        Assert.StartsWith("0{", await http.GetStringAsync(PollUrl(server), Cancellation), StringComparison.Ordinal);
    }
}
