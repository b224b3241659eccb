using System.Net;

namespace FastEmit.Collector.Tests;

public sealed class CollectorOptionsTests
{
    public static TheoryData<string, Action<CollectorOptions>> OutOfRange { get; } = new()
    {
        { "Port", static options => options.Port = -1 },
        { "Port", static options => options.Port = 65_536 },
        { "Address", static options => options.Address = IPAddress.Any },
        { "Path", static options => options.Path = "socket.io" },
        { "Path", static options => options.Path = "/a?b" },
        { "PingInterval", static options => options.PingInterval = TimeSpan.Zero },
        { "PingTimeout", static options => options.PingTimeout = TimeSpan.FromDays(2) },
        { "ConnectTimeout", static options => options.ConnectTimeout = Timeout.InfiniteTimeSpan },
        { "UpgradeTimeout", static options => options.UpgradeTimeout = TimeSpan.Zero },
        { "MaxPayload", static options => options.MaxPayload = 63 },
        { "MaxConnections", static options => options.MaxConnections = 0 },
        { "MaxOutgoingBytes", static options => options.MaxOutgoingBytes = 1023 },
        { "DuplicateWindow", static options => options.DuplicateWindow = -1 },
        { "Transports", static options => options.Transports = CollectorTransports.None },
        { "Transports", static options => options.Transports = (CollectorTransports)4 },
        { "Token", static options => options.Token = "too short" },
        { "Token", static options => options.Token = "0123456789 abcdef" },
        { "AllowedOrigins", static options => options.AllowedOrigins.Add("example.com") },
        { "AllowedOrigins", static options => options.AllowedOrigins.Add("https://example.com/") },
        { "Namespaces", static options => options.Namespaces.Add("chat") },
        { "Namespaces", static options => options.Namespaces.Add("/a,b") },
        { "Envelopes", static options => options.Envelopes.Add("") },
    };

    [Theory]
    [MemberData(nameof(OutOfRange), DisableDiscoveryEnumeration = true)]
    public void Constructor_OptionOutOfRange_NamesOptionAndRange(string name, Action<CollectorOptions> change)
    {
        var options = new CollectorOptions();
        change(options);

        var exception = Assert.Throws<ArgumentException>(() => new EventCollector(options));

        Assert.Contains($"CollectorOptions.{name} is ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("accepted: ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_OptionsChangedLater_KeepsWhatItValidated()
    {
        var options = new CollectorOptions();
        var collector = new EventCollector(options);

        options.MaxPayload = 1;
        options.Namespaces.Add("/late");

        Assert.Equal((1_000_000, 0), (collector.Options.MaxPayload, collector.Options.Namespaces.Count));
    }

    [Fact]
    public void Constructor_TokenOutOfRange_IsNotInTheMessage()
    {
        var exception = Assert.Throws<ArgumentException>(() => new EventCollector(new CollectorOptions { Token = "s3cret" }));

        Assert.DoesNotContain("s3cret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_AnyAddressWithAToken_IsAccepted()
    {
        var collector = new EventCollector(new CollectorOptions { Address = IPAddress.Any, Token = "0123456789abcdef" });

        Assert.Equal(IPAddress.Any, collector.Options.Address);
    }
}
