namespace FastEmit.SocketIO.Tests;

public sealed class OptionTests
{
    [Fact]
    public void Constructor_NoTransports_Throws()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(
            static () => new SocketIOConnection("http://127.0.0.1:1", new SocketIOConnectionOptions { Transports = [] }));

        Assert.Contains("at least one transport", exception.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, SocketIOConnectionOptions> Refused => new()
    {
        { "ConnectTimeout", new() { ConnectTimeout = TimeSpan.Zero } },
        { "ConnectTimeout", new() { ConnectTimeout = TimeSpan.MaxValue } },
        { "WriteTimeout", new() { WriteTimeout = TimeSpan.FromSeconds(-2) } },
        { "CloseTimeout", new() { CloseTimeout = TimeSpan.FromDays(60) } },
        { "ReconnectionDelay", new() { ReconnectionDelay = Timeout.InfiniteTimeSpan } },
        { "ReconnectionDelayMax", new() { ReconnectionDelayMax = TimeSpan.MaxValue } },
        { "Logger", new() { Logger = null! } },
        { "Headers", new() { Headers = null! } },
    };

    public static TheoryData<string, SocketIOSocketOptions> RefusedOfSockets => new()
    {
        { "AckTimeout", new() { AckTimeout = TimeSpan.Zero } },
        { "AckTimeout", new() { AckTimeout = TimeSpan.FromSeconds(-3) } },
        { "Retries", new() { Retries = -1 } },
        { "OfflineBufferBytes", new() { OfflineBufferBytes = -1 } },
        { "OfflinePolicy", new() { OfflinePolicy = (OfflinePolicy)9 } },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Constructor_OptionOutOfRange_NamesItAndItsRange(string option, SocketIOConnectionOptions options)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => new SocketIOConnection("http://127.0.0.1:1", options));

        Assert.Equal(option, exception.ParamName);
        Assert.Contains($"SocketIOConnectionOptions.{option} is ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("it must be ", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(RefusedOfSockets))]
    public async Task Socket_OptionOutOfRange_NamesItAndItsRange(string option, SocketIOSocketOptions options)
    {
        await using SocketIOConnection connection = new("http://127.0.0.1:1");

        ArgumentException exception = Assert.Throws<ArgumentException>(() => connection.Socket("/", options));

        Assert.Equal(option, exception.ParamName);
        Assert.Contains($"SocketIOSocketOptions.{option} is ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectAsync_InfiniteBounds_MeanNone()
    {
        await using ListeningServer server = new();
        SocketIOConnection connection = new(server.Url, new SocketIOConnectionOptions
        {
            ConnectTimeout = Timeout.InfiniteTimeSpan,
            WriteTimeout = Timeout.InfiniteTimeSpan,
            CloseTimeout = Timeout.InfiniteTimeSpan,
        });
        SocketIOSocket socket = connection.Socket("/", new SocketIOSocketOptions { AckTimeout = Timeout.InfiniteTimeSpan, Retries = 1 });
        await socket.ConnectAsync(TestContext.Current.CancellationToken);
        Task<SocketIOAck> waiting = socket.EmitWithAckAsync("e").AsTask();
        Assert.Equal("""420["e"]""", await server.NextAsync());

        await connection.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<SocketIODisconnectedException>(() => waiting);
    }
}
