using System.Collections.Concurrent;
using System.Net;
using FastEmit.Collector.Tests.Clients;
using Microsoft.Extensions.Logging;

namespace FastEmit.Collector.Tests.Logging;

public sealed class CollectorLogTests
{
    private const string Token = "a-token-of-sixteen";

    private readonly Lines _lines = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Logger_ConnectionThatBreaksARule_GetsItsBeginningItsFaultAndItsEnd()
    {
        await using CollectorServer server = await StartAsync();
        await using RawClient client = await RawClient.JoinAsync(server.Url, "/hook");

        await client.SendTextAsync("42/hook,[\"taken\"]");
        await client.SendTextAsync("4x");

        await Expect.TrueAsync(() => _lines.Count == 3);
        Assert.Collection(
            _lines,
            static line => Assert.Matches("^Information 1 Session [A-Za-z0-9_-]{20} of 127.0.0.1 begins over websocket$", line),
            static line => Assert.Matches("^Warning 3 Session [A-Za-z0-9_-]{20} broke the protocol: A Socket.IO packet with .+$", line),
            static line => Assert.Matches("^Information 2 Session [A-Za-z0-9_-]{20} ends after [0-9.]+ s: A Socket.IO packet with .+$", line));
    }

    [Fact]
    public async Task Logger_RequestWithoutTheToken_SaysWhatIsRefusedAndNotTheToken()
    {
        await using CollectorServer server = await StartAsync(Token);
        using HttpClient http = new();
        http.DefaultRequestHeaders.Add("Authorization", "Bearer not the right one");

        using HttpResponseMessage refused = await http.GetAsync(new Uri($"{server.Url}/api/stats?token=wrong"), Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        await Expect.TrueAsync(() => !_lines.IsEmpty);
        Assert.Equal("Warning 5 GET /api/stats of 127.0.0.1 is refused: 401 the token is missing or wrong", Assert.Single(_lines));
    }

    [Fact]
    public async Task Logger_HandlerThatThrows_GetsTheException()
    {
        await using CollectorServer server = await StartAsync(onEvent: static (in ReceivedEvent _) => throw new InvalidOperationException("of the application"));
        await using RawClient client = await RawClient.JoinAsync(server.Url, "/");

        await client.SendTextAsync("42[\"event\"]");

        await Expect.TrueAsync(() => _lines.Contains("Error 7 A handler of the application threw of the application"));
    }

    private Task<CollectorServer> StartAsync(string? token = null, ReceivedEventHandler? onEvent = null) =>
        CollectorServer.StartAsync(new CollectorOptions { Port = 0, Token = token, OnEvent = onEvent, Logger = _lines }, Cancellation);

    /// <summary>Level, event id and text of each line.</summary>
    private sealed class Lines : ConcurrentQueue<string>, ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Enqueue($"{logLevel} {eventId.Id} {formatter(state, exception)}{(exception is null ? "" : $" {exception.Message}")}");
    }
}
