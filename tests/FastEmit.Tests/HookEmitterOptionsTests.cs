using System.Net;

namespace FastEmit.Tests;

/// <summary>Every option is checked when the emitter is created, and the error names it and what it accepts.</summary>
public sealed class HookEmitterOptionsTests
{
    /// <summary>What is set, and what the message has to say of it.</summary>
    public static TheoryData<Action<HookEmitterOptions>, string> OutOfRange { get; } = new()
    {
        { static options => options.Url = null, "Url is null; accepted: an absolute URL with http, https, ws or wss" },
        { static options => options.Url = "ftp://localhost", "Url is 'ftp://localhost'; accepted: an absolute URL" },
        { static options => options.Endpoints.Add("localhost:1"), "Endpoints[0] is 'localhost:1'; accepted: an absolute URL" },
        { static options => options.Endpoints.Add("http://localhost:1"), "Endpoints is 'http://localhost:1' twice; accepted: each server once" },
        { static options => options.Path = "socket.io/", "Path is socket.io/; accepted: a path that begins with '/'" },
        { static options => options.MaxConnections = 0, "MaxConnections is 0; accepted: 1 to 64" },
        { static options => options.MaxConnections = 65, "MaxConnections is 65; accepted: 1 to 64" },
        { static options => options.BatchWindow = TimeSpan.FromTicks(-1), "BatchWindow is -00:00:00.0000001; accepted: 00:00:00 to 00:01:00" },
        { static options => options.MaxBatchSize = 0, "MaxBatchSize is 0; accepted: 1 to 65536" },
        { static options => options.MaxBatchBytes = 255, "MaxBatchBytes is 255; accepted: 256 to 1073741824" },
        { static options => options.MaxEventBytes = 63, "MaxEventBytes is 63; accepted: 64 to 1000000000" },
        { static options => options.Envelope = "connect", "Envelope is connect; accepted: an event name that is not empty and not reserved" },
        { static options => options.Delivery = (DeliveryGuarantee)7, "Delivery is 7; accepted: AtLeastOnce, AtMostOnce, Acknowledged" },
        { static options => options.MaxInFlightBytes = 4095, "MaxInFlightBytes is 4095; accepted: 4096 to 1073741824" },
        { static options => options.RingCapacity = 5000, "RingCapacity is 5000; accepted: a power of two from 4096 to 268435456" },
        { static options => options.RingFileSync = RingFileSync.Interval, "RingFileSync is Interval; accepted: Never without a RingFile" },
        { static options => options.RingFileSyncInterval = TimeSpan.Zero, "RingFileSyncInterval is 00:00:00; accepted: 00:00:00.0100000 to 01:00:00" },
        { static options => options.RingFile = "", "RingFile is empty; accepted: a path prefix, or null" },
        { static options => options.Overflow = OverflowPolicy.Wait(TimeSpan.Zero), "Overflow is Wait(00:00:00); accepted: Wait with 00:00:00.001 to 01:00:00, or infinite" },
        { static options => options.Overflow = OverflowPolicy.Fallback, "Fallback is null; accepted: a fallback, because Overflow is Fallback" },
        { static options => options.HighWater = 0, "HighWater is 0; accepted: more than 0, to 1" },
        { static options => options.LowWater = 0.8, "LowWater is 0.8; accepted: 0 to less than HighWater" },
        { static options => options.DropNoticeInterval = TimeSpan.Zero, "DropNoticeInterval is 00:00:00; accepted: 00:00:00.0100000 to 1.00:00:00" },
        { static options => options.FallbackTimeout = TimeSpan.Zero, "FallbackTimeout is 00:00:00; accepted: 00:00:00.0100000 to 01:00:00" },
        { static options => options.WhenCircuitOpen = (CircuitOpenPolicy)7, "WhenCircuitOpen is 7; accepted: Buffer, Reject" },
        { static options => options.FailureThreshold = 0, "FailureThreshold is 0; accepted: 1 to 200" },
        { static options => options.RecoveryTimeout = TimeSpan.Zero, "RecoveryTimeout is 00:00:00; accepted: 00:00:00.0100000 to 1.00:00:00" },
        { static options => options.ReconnectDelay = TimeSpan.Zero, "ReconnectDelay is 00:00:00; accepted: 00:00:00.0010000 to 01:00:00" },
        { static options => options.ReconnectDelayMax = TimeSpan.FromSeconds(0.4), "ReconnectDelayMax is 00:00:00.4000000; accepted: 00:00:00.5000000 to 01:00:00" },
        { static options => options.ReconnectJitter = 1.1, "ReconnectJitter is 1.1; accepted: 0 to 1" },
        { static options => options.ConnectTimeout = TimeSpan.Zero, "ConnectTimeout is 00:00:00; accepted: 00:00:00.0100000 to 00:10:00" },
        { static options => options.HealthCheckInterval = TimeSpan.Zero, "HealthCheckInterval is 00:00:00; accepted: 00:00:00.010 to 1.00:00:00, or infinite for never" },
        { static options => options.IdleTimeout = TimeSpan.FromDays(2), "IdleTimeout is 2.00:00:00; accepted: 00:00:00.010 to 1.00:00:00, or infinite for never" },
        { static options => options.RefusedNamespaceTimeout = TimeSpan.FromDays(2), "RefusedNamespaceTimeout is 2.00:00:00; accepted: 00:00:00 to 1.00:00:00, or infinite for ever" },
        { static options => options.PoisonAttempts = -1, "PoisonAttempts is -1; accepted: 0 to 1000" },
        { static options => options.TimeToLive = TimeSpan.Zero, "TimeToLive is 00:00:00; accepted: 00:00:00.001 to 30.00:00:00, or infinite for ever" },
        { static options => options.WatermarkTimeout = TimeSpan.Zero, "WatermarkTimeout is 00:00:00; accepted: 00:00:00.1000000 to 01:00:00" },
        { static options => options.AckTimeout = TimeSpan.Zero, "AckTimeout is 00:00:00; accepted: 00:00:00.0100000 to 1.00:00:00" },
        { static options => options.ShutdownTimeout = TimeSpan.FromHours(2), "ShutdownTimeout is 02:00:00; accepted: 00:00:00 to 01:00:00" },
        { static options => options.Auth = "[]", "Auth is …; accepted: a JSON object, or null" },
        { static options => options.Headers["not a name"] = "x", "Headers is 'not a name'; accepted: names of HTTP headers" },
        { static options => options.Headers["X-Key"] = "a\r\nHost: b", "Headers is 'X-Key'; accepted: names of HTTP headers, and values of one line" },
        { static options => options.ConfigureTls = static _ => { }, "ConfigureTls is set; accepted: null, unless a server's URL begins with https or wss" },
        { static options => (options.Proxy, options.UseProxy) = (new WebProxy("http://localhost:1"), false), "Proxy is set; accepted: null, because UseProxy is false" },
        { static options => options.Proxy = new WebProxy("ftp://user:secret@localhost:1"), "Proxy is 'ftp://localhost:1'; accepted: a URL with http, https, socks4, socks4a or socks5" },
        { static options => options.Proxy = new WebProxy(), "Proxy is without an address; accepted: a URL with http" },
        { static options => options.Name = "", "Name is empty; accepted: a name" },
        { static options => options.TimeProvider = null!, "TimeProvider is null; accepted: a clock" },
    };

    [Theory]
    [MemberData(nameof(OutOfRange), DisableDiscoveryEnumeration = true)]
    public void Create_OptionOutOfRange_NamesItAndWhatItAccepts(Action<HookEmitterOptions> change, string expected)
    {
        HookEmitterOptions options = new() { Url = "http://localhost:1" };
        change(options);
        ArgumentException exception = Assert.Throws<ArgumentException>(() => HookEmitter.Create(options));
        Assert.Contains($"HookEmitterOptions.{expected}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_SeveralOptionsOutOfRange_NamesThemAll()
    {
        HookEmitterOptions options = new() { Url = "http://localhost:1", MaxConnections = 0, MaxBatchSize = 0 };
        string message = Assert.Throws<ArgumentException>(() => HookEmitter.Create(options)).Message;
        Assert.Contains("MaxConnections is 0", message, StringComparison.Ordinal);
        Assert.Contains("MaxBatchSize is 0", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_EndpointsWithoutUrl_TakesTheFirstAsPreferred()
    {
        await using HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions { Endpoints = { "ws://localhost:1", "ws://localhost:2" } });
        Assert.Equal("ws://localhost:1/socket.io/", emitter.GetStats().ServerUrl);
    }

    [Fact]
    public async Task Create_OptionsChangedAfterwards_HasNoEffect()
    {
        HookEmitterOptions options = new() { Url = "http://localhost:1", MaxConnections = 2, HealthCheckInterval = TimeSpan.FromSeconds(7) };
        await using HookEmitter emitter = HookEmitter.Create(options);
        options.MaxConnections = 3;
        options.HealthCheckInterval = TimeSpan.FromSeconds(8);
        HookEmitterStats stats = emitter.GetStats();
        Assert.Equal((2, TimeSpan.FromSeconds(7)), (stats.MaxConnections, stats.HealthCheckInterval));
    }

    [Fact]
    public async Task GetLaneStats_NoSuchLane_Throws()
    {
        await using HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions { Url = "http://localhost:1", MaxConnections = 2 });
        Assert.Throws<ArgumentOutOfRangeException>(() => emitter.GetLaneStats(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => emitter.GetLaneStats(-1));
    }
}
