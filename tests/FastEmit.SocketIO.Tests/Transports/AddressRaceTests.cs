using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO.Tests.Transports;

/// <summary>A name with several addresses (RFC 8305). Dead ones drop every SYN: 127.0.0.2 and on are addresses of their own on Linux.</summary>
public sealed class AddressRaceTests
{
    private static readonly IPAddress Second = IPAddress.Parse("127.0.0.2");
    private static readonly IPAddress Third = IPAddress.Parse("127.0.0.3");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("::1 ::2 1.1.1.1 2.2.2.2", "::1 1.1.1.1 ::2 2.2.2.2")]
    [InlineData("1.1.1.1 2.2.2.2 3.3.3.3 ::1", "1.1.1.1 ::1 2.2.2.2 3.3.3.3")]
    [InlineData("1.1.1.1 1.1.1.1 2.2.2.2", "1.1.1.1 2.2.2.2")]
    [InlineData("::1", "::1")]
    public void Interleave_Families_TakeTurnsBeginningWithTheFirst(string resolved, string expected)
    {
        IEnumerable<IPAddress> order = AddressRace.Interleave([.. resolved.Split(' ').Select(IPAddress.Parse)]);

        Assert.Equal(expected, string.Join(' ', order));
    }

    [Fact]
    public async Task ConnectAsync_FirstAddressIsSilent_WebSocketOpensAtTheSecondAndNothingIsLeft()
    {
        Linux();
        await using RawServer server = RawServer.Opening(static (stream, token) => RawServer.ReadToEndAsync(stream, token));
        using SilentAddress silent = new(Second, server.Port);

        await using EngineConnection connection = await EngineConnection.ConnectAsync(Options(server.Port, Second, IPAddress.Loopback), Cancel);

        Assert.Equal("engine1", connection.Handshake.Sid);
        await Until(() => silent.Attempts == 0);
    }

    [Fact]
    public async Task ConnectAsync_FirstAddressIsSilent_PollingOpensAtTheSecond()
    {
        Linux();
        await using PollingServer server = new(static (_, _) => Task.CompletedTask);
        int port = new Uri(server.Url).Port;
        using SilentAddress silent = new(Second, port);

        await using PollingConnection connection = await PollingConnection.ConnectAsync(Options(port, Second, IPAddress.Loopback), Cancel);

        Assert.Equal("engine1", connection.Handshake.Sid);
    }

    [Fact]
    public async Task ConnectAsync_SixthAddressLivesAndTheOthersAreSilent_EachGetsItsTurnWithinTheTimeout()
    {
        Linux();
        await using RawServer server = RawServer.Opening(static (stream, token) => RawServer.ReadToEndAsync(stream, token));
        SilentAddress[] silent = [.. Enumerable.Range(2, 5).Select(i => new SilentAddress(IPAddress.Parse($"127.0.0.{i}"), server.Port))];
        EngineConnectionOptions options = Options(server.Port, [.. silent.Select(address => address.EndPoint.Address), IPAddress.Loopback]);

        await using EngineConnection connection = await EngineConnection.ConnectAsync(options with { ConnectTimeout = TimeSpan.FromSeconds(1) }, Cancel);

        Assert.Equal("engine1", connection.Handshake.Sid);
        Assert.All(silent, static address => address.Dispose());
    }

    [Fact]
    public async Task ConnectAsync_V6IsSilent_V4Connects()
    {
        Linux();
        IPAddress? v6 = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(static nic => nic.GetIPProperties().UnicastAddresses)
            .Select(static unicast => unicast.Address)
            .FirstOrDefault(static address => address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv6LinkLocal: false });
        Assert.SkipWhen(v6 is null, "This machine has no IPv6 address.");
        await using RawServer server = RawServer.Opening(static (stream, token) => RawServer.ReadToEndAsync(stream, token));
        using SilentAddress silent = new(v6, server.Port);

        await using EngineConnection connection = await EngineConnection.ConnectAsync(Options(server.Port, v6, IPAddress.Loopback), Cancel);

        Assert.Equal("engine1", connection.Handshake.Sid);
    }

    [Fact]
    public async Task ConnectAsync_FirstAddressRefuses_SecondIsTriedAtOnce()
    {
        Linux();
        await using RawServer server = RawServer.Opening(static (stream, token) => RawServer.ReadToEndAsync(stream, token));

        // A clock that stands still: nothing here waits for the 250 ms.
        AddressRace race = new("twofold", server.Port, Resolver(Second, IPAddress.Loopback), TimeSpan.FromSeconds(5), new StoppedClock());
        using NetworkStream stream = (NetworkStream)await race.ConnectAsync(Cancel);

        Assert.Equal(IPAddress.Loopback, ((IPEndPoint)stream.Socket.RemoteEndPoint!).Address);
    }

    [Fact]
    public async Task ConnectAsync_EveryAddressRefuses_SaysSoOfEach()
    {
        Linux();
        int port = FreePort();

        SocketIOConnectException exception = await Assert.ThrowsAsync<SocketIOConnectException>(
            () => EngineConnection.ConnectAsync(Options(port, Second, Third), Cancel));

        Assert.Equal(ConnectFailure.Refused, exception.Failure);
        Assert.Contains($"127.0.0.2:{port} refused the connection, 127.0.0.3:{port} refused the connection", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("websocket")]
    [InlineData("polling")]
    public async Task ConnectAsync_OneIsSilentAndOneRefuses_TimesOutAndSaysWhichDidWhat(string transport)
    {
        Linux();
        using SilentAddress silent = new(Second);
        int port = silent.EndPoint.Port;
        EngineConnectionOptions options = Options(port, Second, Third) with { ConnectTimeout = TimeSpan.FromSeconds(3) };

        SocketIOConnectException exception = await Assert.ThrowsAsync<SocketIOConnectException>(
            async () => _ = transport == "websocket"
                ? (object)await EngineConnection.ConnectAsync(options, Cancel)
                : await PollingConnection.ConnectAsync(options, Cancel));

        Assert.Equal(ConnectFailure.Timeout, exception.Failure);
        Assert.Contains("within the connect timeout of 3 s", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.2:{port} did not answer, 127.0.0.3:{port} refused the connection", exception.Message, StringComparison.Ordinal);
        await Until(() => silent.Attempts == 0);
    }

    [Fact]
    public async Task ConnectAsync_ServerTakesTheConnectionAndIsSilent_SaysThatItTookIt()
    {
        await using RawServer server = new(static (stream, token) => RawServer.ReadToEndAsync(stream, token));
        EngineConnectionOptions options = Options(server.Port, IPAddress.Loopback) with { ConnectTimeout = TimeSpan.FromSeconds(0.3) };

        SocketIOConnectException exception = await Assert.ThrowsAsync<SocketIOConnectException>(() => EngineConnection.ConnectAsync(options, Cancel));

        Assert.Contains($"127.0.0.1:{server.Port} took the connection", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectAsync_ResolverHangs_TimesOutAndNamesTheHost()
    {
        EngineConnectionOptions options = new()
        {
            Url = "http://nowhere.example:80",
            ConnectTimeout = TimeSpan.FromSeconds(0.3),
            Resolve = static async (_, token) =>
            {
                await Task.Delay(Timeout.Infinite, token);
                return [];
            },
        };

        SocketIOConnectException exception = await Assert.ThrowsAsync<SocketIOConnectException>(() => EngineConnection.ConnectAsync(options, Cancel));

        Assert.Equal(ConnectFailure.Timeout, exception.Failure);
        Assert.Contains("'nowhere.example' was not resolved", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectAsync_NameWithoutAddresses_SaysThatItDoesNotResolve()
    {
        SocketIOConnectException exception = await Assert.ThrowsAsync<SocketIOConnectException>(
            () => EngineConnection.ConnectAsync(Options(80), Cancel));

        Assert.Equal(ConnectFailure.NameResolution, exception.Failure);
        Assert.Contains("'twofold.example' does not resolve", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectAsync_Cancelled_LeavesNoAttemptBehind()
    {
        Linux();
        using SilentAddress silent = new(Second);
        using CancellationTokenSource cancelled = new();
        Task<Stream> connecting = new AddressRace("127.0.0.2", silent.EndPoint.Port, null, TimeSpan.FromMinutes(1), TimeProvider.System)
            .ConnectAsync(cancelled.Token);
        await Until(() => silent.Attempts == 1);

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
        await Until(() => silent.Attempts == 0);
    }

    private static EngineConnectionOptions Options(int port, params IPAddress[] addresses) => new()
    {
        Url = $"http://twofold.example:{port}",
        UseProxy = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        Resolve = Resolver(addresses),
    };

    private static Func<string, CancellationToken, Task<IPAddress[]>> Resolver(params IPAddress[] addresses) =>
        (_, _) => Task.FromResult(addresses);

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Any, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task Until(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(20, Cancel);
        }
    }

    private static void Linux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "127.0.0.2 and /proc/self/net/tcp are Linux's.");

    private sealed class StoppedClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
