using System.Text;
using FastEmit.Collector.Tests.Clients;

namespace FastEmit.Collector.Tests.Sessions;

public sealed class AuthorizationTests
{
    private const string Token = "0123456789abcdef";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("40{\"token\":\"0123456789abcdef\"}", "40{\"sid\":")]
    [InlineData("40{\"token\":\"wrong\"}", "44{\"message\":\"unauthorized\"}")]
    [InlineData("40", "44{\"message\":\"unauthorized\"}")]
    public async Task Connect_TokenNeeded_IsGrantedToWhoShowsIt(string connect, string answer)
    {
        await using CollectorServer server = await StartAsync(new CollectorOptions { Token = Token });
        await using RawClient client = await RawClient.JoinAsync(server.Url);

        await client.SendTextAsync(connect);

        Assert.StartsWith(answer, (await client.ReceiveAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_TokenInTheRequest_IsGranted()
    {
        await using CollectorServer server = await StartAsync(new CollectorOptions { Token = Token });
        await using RawClient client = await RawClient.RequestAsync(server.Url, origin: $"{server.Url}\r\nAuthorization: Bearer {Token}");
        await client.ReceiveAsync();

        await client.SendTextAsync("40");

        Assert.StartsWith("40{\"sid\":", (await client.ReceiveAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authorize_Asked_SeesWhoAsksAndForWhat()
    {
        TaskCompletionSource<ConnectRequest> asked = new();
        await using CollectorServer server = await StartAsync(new CollectorOptions
        {
            Authorize = (request, _) =>
            {
                asked.SetResult(request);
                return ValueTask.FromResult(ConnectVerdict.Granted);
            },
        });
        await using RawClient client = await RawClient.RequestAsync(server.Url, $"{RawClient.Handshake}&who=me");
        await client.ReceiveAsync();

        await client.SendTextAsync("40/hook,{\"token\":\"t\",\"n\":1}");

        Assert.StartsWith("40/hook,{\"sid\":", (await client.ReceiveAsync()).Text, StringComparison.Ordinal);
        ConnectRequest request = await asked.Task;
        Assert.Equal(("/hook", "t", "{\"token\":\"t\",\"n\":1}"), (request.Namespace, request.Token, Encoding.UTF8.GetString(request.Auth.Span)));
        Assert.Equal(("127.0.0.1", "websocket"), (request.Connection.RemoteAddress!.ToString(), request.Connection.Headers["upgrade"]));
        Assert.Contains("who=me", request.Connection.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authorize_Refuses_TellsTheClientAndKeepsTheConnection()
    {
        await using CollectorServer server = await StartAsync(new CollectorOptions
        {
            Authorize = (request, _) => ValueTask.FromResult(
                request.Namespace == "/no" ? ConnectVerdict.Refused("not you", "{\"code\":[1]}") : ConnectVerdict.Granted),
        });
        await using RawClient client = await RawClient.JoinAsync(server.Url, "/");

        await client.SendTextAsync("40/no");

        Assert.Equal("44/no,{\"message\":\"not you\",\"data\":{\"code\":[1]}}", (await client.ReceiveAsync()).Text);
        await client.SendTextAsync("42[\"a\"]");
        await client.SyncAsync();
        Assert.Equal((1, 1), (server.GetStats().Events, server.GetStats().RefusedNamespaces));
    }

    [Fact]
    public async Task Authorize_Throws_RefusesWithoutItsWords()
    {
        await using CollectorServer server = await StartAsync(new CollectorOptions { Authorize = (_, _) => throw new InvalidOperationException("secret") });
        await using RawClient client = await RawClient.JoinAsync(server.Url);

        await client.SendTextAsync("40");

        Assert.Equal("44{\"message\":\"unauthorized\"}", (await client.ReceiveAsync()).Text);
        Assert.Equal(1, server.GetStats().HandlerErrors);
    }

    [Fact]
    public async Task Authorize_TakesItsTime_OtherNamespacesGoOnAndEventsWaitForTheReply()
    {
        TaskCompletionSource<ConnectVerdict> verdict = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CollectorServer server = await StartAsync(new CollectorOptions
        {
            Authorize = (request, _) => request.Namespace == "/slow" ? new ValueTask<ConnectVerdict>(verdict.Task) : ValueTask.FromResult(ConnectVerdict.Granted),
        });
        await using RawClient client = await RawClient.JoinAsync(server.Url, "/");

        await client.SendTextAsync("40/slow");
        await client.SendTextAsync("42[\"a\"]");
        Assert.Empty(await client.SyncAsync());
        Assert.Equal(1, server.GetStats().Events);
        verdict.SetResult(ConnectVerdict.Granted);

        Assert.StartsWith("40/slow,{\"sid\":", (await client.ReceiveAsync()).Text, StringComparison.Ordinal);
        await client.SendTextAsync("42/slow,[\"b\"]");
        await client.SyncAsync();
        Assert.Equal(2, server.GetStats().Events);
    }

    [Theory]
    [InlineData("42/slow,[\"a\"]")]
    [InlineData("40/slow")]
    [InlineData("41/slow")]
    public async Task Authorize_NotDecidedYet_PacketsOfTheNamespaceCloseTheConnection(string packet)
    {
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CollectorServer server = await StartAsync(new CollectorOptions
        {
            Authorize = async (_, cancellation) =>
            {
                using CancellationTokenRegistration registration = cancellation.Register(cancelled.SetResult);
                await cancelled.Task;
                return ConnectVerdict.Granted;
            },
        });
        await using RawClient client = await RawClient.JoinAsync(server.Url);

        await client.SendTextAsync("40/slow");
        await client.SendTextAsync(packet);

        Assert.Equal(FastEmit.Protocol.WebSockets.CloseCode.PolicyViolation, (await client.ReceiveAsync()).CloseCode);
        client.ShutdownSend();
        await cancelled.Task.WaitAsync(Cancellation); // Nobody decides for a client that is gone.
    }

    private static Task<CollectorServer> StartAsync(CollectorOptions options)
    {
        options.Port = 0;
        return CollectorServer.StartAsync(options, Cancellation);
    }
}
