using System.Collections.Concurrent;
using System.Text;
using FastEmit.Collector;
using FastEmit.Events;

namespace FastEmit.Consumer.Tests;

/// <summary>Credentials that change while an emitter runs.</summary>
public sealed class CredentialTests
{
    private static readonly HookEventDescriptor Event = HookEventDescriptor.Create("e");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Provider_ServerRotatesTheTokenAndKillsConnections_EverythingArrives()
    {
        string token = "t0";
        ConcurrentDictionary<string, bool> arrived = [];
        ConcurrentDictionary<CollectorConnection, bool> connections = [];
        await using CollectorServer server = await CollectorServer.StartAsync(
            new CollectorOptions
            {
                Port = 0,
                OnEvent = (in ReceivedEvent received) => arrived[Encoding.UTF8.GetString(received.Data)] = true,
                Authorize = (request, _) =>
                {
                    bool isRight = Encoding.UTF8.GetString(request.Auth.Span) == $$"""{"token":"{{token}}"}"""
                        && request.Connection.Headers.GetValueOrDefault("X-Token") == token
                        && request.Connection.Query.Contains($"token={token}", StringComparison.Ordinal);
                    connections[request.Connection] = true;
                    return ValueTask.FromResult(isRight ? ConnectVerdict.Granted : ConnectVerdict.Refused("the token is old"));
                },
            },
            Cancel);
        HookEmitterOptions options = Quick(server.Url);
        options.Connection.CredentialsProvider = _ => ValueTask.FromResult(new EmitterCredentials
        {
            Auth = $$"""{"token":"{{token}}"}""",
            Headers = new Dictionary<string, string> { ["X-Token"] = token },
            Query = new Dictionary<string, string> { ["token"] = token },
        });
        await using HookEmitter emitter = HookEmitter.Create(options);

        for (int round = 0; round < 4; round++)
        {
            for (int i = 0; i < 50; i++)
            {
                emitter.EmitJson(Event, Encoding.UTF8.GetBytes($"[{round},{i}]"));
            }

            Assert.True((await emitter.FlushAsync(TimeSpan.FromSeconds(30), Cancel)).Completed);
            token = $"t{round + 1}";
            foreach (CollectorConnection connection in connections.Keys)
            {
                connection.Close();
            }

            connections.Clear();
        }

        Assert.Equal(200, arrived.Count);
        Assert.Equal(0, emitter.GetStats().Dropped.Total);
    }

    [Fact]
    public async Task Provider_TokenRefusedOnALivingConnection_IsAskedAgainAndEverythingArrives()
    {
        int asked = 0;
        int arrived = 0;
        await using CollectorServer server = await CollectorServer.StartAsync(
            new CollectorOptions
            {
                Port = 0,
                OnEvent = (in ReceivedEvent _) => Interlocked.Increment(ref arrived),
                Authorize = (request, _) => ValueTask.FromResult(
                    request.Token == "right" ? ConnectVerdict.Granted : ConnectVerdict.Refused("the token is old")),
            },
            Cancel);
        HookEmitterOptions options = Quick(server.Url);
        options.Connection.CredentialsProvider = _ => ValueTask.FromResult(
            new EmitterCredentials { Auth = Interlocked.Increment(ref asked) < 3 ? """{"token":"wrong"}""" : """{"token":"right"}""" });
        await using HookEmitter emitter = HookEmitter.Create(options);

        emitter.EmitJson(Event, "1"u8);

        Assert.True((await emitter.FlushAsync(TimeSpan.FromSeconds(30), Cancel)).Completed);
        Assert.Equal(1, Volatile.Read(ref arrived));
    }

    [Fact]
    public async Task Provider_ThrowsHangsOrAnswersNonsense_IsNamedAndAskedAgain()
    {
        int asked = 0;
        ConcurrentQueue<string?> errors = [];
        await using EchoServer server = await EchoServer.StartAsync();
        HookEmitterOptions options = Quick(server.Url);
        options.Connection.Timeout = TimeSpan.FromMilliseconds(200);
        HookEmitter? emitter = null;
        options.Connection.CredentialsProvider = async token =>
        {
            errors.Enqueue(emitter?.GetStats().LastError);
            switch (Interlocked.Increment(ref asked))
            {
                case 1:
                    throw new IOException("vault closed");
                case 2:
                    await Task.Delay(Timeout.Infinite, CancellationToken.None);
                    break;
                case 3:
                    return new EmitterCredentials { Auth = "[secret]" };
                case 4:
                    return new EmitterCredentials { Headers = new Dictionary<string, string> { ["Content-Type"] = "secret" } };
            }

            return new EmitterCredentials { Auth = """{"token":"x"}""" };
        };
        await using HookEmitter created = emitter = HookEmitter.Create(options);

        created.EmitJson(Event, "1"u8);

        Assert.Equal("1", (await server.NextAsync()).Data);
        string[] reported = [.. errors.OfType<string>()];
        Assert.Contains(reported, static error => error.Contains("CredentialsProvider failed: vault closed", StringComparison.Ordinal));
        Assert.Contains(reported, static error => error.Contains("did not answer within", StringComparison.Ordinal));
        Assert.Contains(reported, static error => error.Contains("Auth is no JSON object", StringComparison.Ordinal));
        Assert.Contains(reported, static error => error.Contains("'Content-Type'", StringComparison.Ordinal));
        Assert.DoesNotContain(reported, static error => error.Contains("secret", StringComparison.Ordinal));
    }

    private static HookEmitterOptions Quick(string url) => new()
    {
        Url = url,
        MaxConnections = 1,
        Circuit = { FailureThreshold = 100 },
        Batch = { Window = TimeSpan.Zero },
        Reconnect = { Delay = TimeSpan.FromMilliseconds(20), MaxDelay = TimeSpan.FromMilliseconds(50) },
        ShutdownTimeout = TimeSpan.FromSeconds(1),
    };
}
