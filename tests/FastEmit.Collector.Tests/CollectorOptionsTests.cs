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
        { "MaxPayload", static options => options.MaxPayload = 63 },
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

        Assert.Equal(1_000_000, collector.Options.MaxPayload);
    }
}
