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
        { static options => options.Connection.Path = "socket.io/", "Connection.Path is socket.io/; accepted: a path that begins with '/'" },
        { static options => options.MaxConnections = 0, "MaxConnections is 0; accepted: 1 to 64" },
        { static options => options.MaxConnections = 65, "MaxConnections is 65; accepted: 1 to 64" },
        { static options => options.Batch.Window = TimeSpan.FromTicks(-1), "Batch.Window is -00:00:00.0000001; accepted: 00:00:00 to 00:01:00" },
        { static options => options.Batch.MaxEvents = 0, "Batch.MaxEvents is 0; accepted: 1 to 65536" },
        { static options => options.Batch.MaxBytes = 255, "Batch.MaxBytes is 255; accepted: 256 to 1073741824" },
        { static options => options.MaxEventBytes = 63, "MaxEventBytes is 63; accepted: 64 to 1000000000" },
        { static options => options.Batch.Envelope = "connect", "Batch.Envelope is connect; accepted: an event name that is not empty and not reserved" },
        { static options => options.Delivery = (DeliveryGuarantee)7, "Delivery is 7; accepted: AtLeastOnce, AtMostOnce, Acknowledged" },
        { static options => options.Acks.MaxInFlightBytes = 4095, "Acks.MaxInFlightBytes is 4095; accepted: 4096 to 1073741824" },
        { static options => options.Ring.Capacity = 5000, "Ring.Capacity is 5000; accepted: a power of two from 4096 to 268435456" },
        { static options => options.Ring.Sync = RingFileSync.Interval, "Ring.Sync is Interval; accepted: Never without a File" },
        { static options => options.Ring.SyncInterval = TimeSpan.Zero, "Ring.SyncInterval is 00:00:00; accepted: 00:00:00.0100000 to 01:00:00" },
        { static options => options.Ring.File = "", "Ring.File is empty; accepted: a path prefix, or null" },
        { static options => options.Overflow = OverflowPolicy.Wait(TimeSpan.Zero), "Overflow is Wait(00:00:00); accepted: DropNewest, Fallback, or Wait with 00:00:00.001 to 01:00:00 or infinite: Wait(00:00:01)" },
        { static options => options.Overflow = OverflowPolicy.Fallback, "Fallback is null; accepted: a fallback, because Overflow is Fallback" },
        { static options => options.Notices.HighWater = 0, "Notices.HighWater is 0; accepted: more than 0, to 1" },
        { static options => options.Notices.LowWater = 0.8, "Notices.LowWater is 0.8; accepted: 0 to less than HighWater" },
        { static options => options.Notices.DropInterval = TimeSpan.Zero, "Notices.DropInterval is 00:00:00; accepted: 00:00:00.0100000 to 1.00:00:00" },
        { static options => options.FallbackTimeout = TimeSpan.Zero, "FallbackTimeout is 00:00:00; accepted: 00:00:00.0100000 to 01:00:00" },
        { static options => options.Circuit.WhenOpen = (CircuitOpenPolicy)7, "Circuit.WhenOpen is 7; accepted: Buffer, Reject" },
        { static options => options.Circuit.FailureThreshold = 0, "Circuit.FailureThreshold is 0; accepted: 1 to 200" },
        { static options => options.Circuit.RecoveryTimeout = TimeSpan.Zero, "Circuit.RecoveryTimeout is 00:00:00; accepted: 00:00:00.0100000 to 1.00:00:00" },
        { static options => options.Reconnect.Delay = TimeSpan.Zero, "Reconnect.Delay is 00:00:00; accepted: 00:00:00.0010000 to 01:00:00" },
        { static options => options.Reconnect.MaxDelay = TimeSpan.FromSeconds(0.4), "Reconnect.MaxDelay is 00:00:00.4000000; accepted: 00:00:00.5000000 to 01:00:00" },
        { static options => options.Reconnect.Jitter = 1.1, "Reconnect.Jitter is 1.1; accepted: 0 to 1" },
        { static options => options.Connection.Timeout = TimeSpan.Zero, "Connection.Timeout is 00:00:00; accepted: 00:00:00.0100000 to 00:10:00" },
        { static options => options.Connection.HealthCheckInterval = TimeSpan.Zero, "Connection.HealthCheckInterval is 00:00:00; accepted: 00:00:00.0100000 to 1.00:00:00, or infinite for never" },
        { static options => options.Connection.IdleTimeout = TimeSpan.FromDays(2), "Connection.IdleTimeout is 2.00:00:00; accepted: 00:00:00.0100000 to 1.00:00:00, or infinite for never" },
        { static options => options.Isolation.RefusedNamespaceTimeout = TimeSpan.FromDays(2), "Isolation.RefusedNamespaceTimeout is 2.00:00:00; accepted: 00:00:00 to 1.00:00:00, or infinite for ever" },
        { static options => options.Isolation.PoisonAttempts = -1, "Isolation.PoisonAttempts is -1; accepted: 0 to 1000" },
        { static options => options.TimeToLive = TimeSpan.Zero, "TimeToLive is 00:00:00; accepted: 00:00:00.0010000 to 30.00:00:00, or infinite for ever" },
        { static options => options.Acks.WatermarkTimeout = TimeSpan.Zero, "Acks.WatermarkTimeout is 00:00:00; accepted: 00:00:00.1000000 to 01:00:00" },
        { static options => options.Acks.Timeout = TimeSpan.Zero, "Acks.Timeout is 00:00:00; accepted: 00:00:00.0100000 to 1.00:00:00" },
        { static options => options.ShutdownTimeout = TimeSpan.FromHours(2), "ShutdownTimeout is 02:00:00; accepted: 00:00:00 to 01:00:00" },
        { static options => options.Connection.Auth = "[]", "Connection.Auth is …; accepted: a JSON object, or null" },
        { static options => options.Connection.Headers["not a name"] = "x", "Connection.Headers is 'not a name'; accepted: names of HTTP headers" },
        { static options => options.Connection.Headers["X-Key"] = "a\r\nHost: b", "Connection.Headers is 'X-Key'; accepted: names of HTTP headers, and values of one line" },
        { static options => options.Connection.ConfigureTls = static _ => { }, "Connection.ConfigureTls is set; accepted: null, unless a server's URL begins with https or wss" },
        { static options => (options.Connection.Proxy, options.Connection.UseProxy) = (new WebProxy("http://localhost:1"), false), "Connection.Proxy is 'http://localhost:1'; accepted: null, because UseProxy is false" },
        { static options => options.Connection.Proxy = new WebProxy("ftp://user:secret@localhost:1"), "Connection.Proxy is 'ftp://localhost:1'; accepted: a URL with http, https, socks4, socks4a or socks5" },
        { static options => options.Connection.Proxy = new WebProxy(), "Connection.Proxy is without an address; accepted: a URL with http" },
        { static options => options.Stamps.Properties["event_id"] = "x", "Stamps.Properties is 'event_id'; accepted: names that are not empty and not stamps (timestamp, traceparent, tracestate, batch_id, event_id)" },
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
        HookEmitterOptions options = new() { Url = "http://localhost:1", MaxConnections = 0, Batch = { MaxEvents = 0 } };
        string message = Assert.Throws<ArgumentException>(() => HookEmitter.Create(options)).Message;
        Assert.Contains("MaxConnections is 0", message, StringComparison.Ordinal);
        Assert.Contains("Batch.MaxEvents is 0", message, StringComparison.Ordinal);
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
        HookEmitterOptions options = new() { Url = "http://localhost:1", MaxConnections = 2, Connection = { HealthCheckInterval = TimeSpan.FromSeconds(7) } };
        await using HookEmitter emitter = HookEmitter.Create(options);
        options.MaxConnections = 3;
        options.Connection.HealthCheckInterval = TimeSpan.FromSeconds(8);
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
