using System.CommandLine;
using FastEmit.Cli.CommandLine;

namespace FastEmit.Cli.Tests.CommandLine;

public sealed class EmitterOptionSetTests
{
    private readonly EmitterOptionSet _options = new();
    private readonly Command _verb = new("verb");

    public EmitterOptionSetTests() => _options.AddTo(_verb);

    [Fact]
    public void Bind_UrlAlone_KeepsEveryDefaultOfTheEmitter()
    {
        HookEmitterOptions bound = _options.Bind(_verb.Parse(["--url", "http://localhost:8765"]));

        var defaults = new HookEmitterOptions();
        Assert.Equal("http://localhost:8765", bound.Url);
        Assert.Equal(defaults.Path, bound.Path);
        Assert.Equal(defaults.MaxConnections, bound.MaxConnections);
        Assert.Equal(defaults.BatchWindow, bound.BatchWindow);
        Assert.Equal(defaults.MaxBatchSize, bound.MaxBatchSize);
        Assert.Equal(defaults.Delivery, bound.Delivery);
        Assert.Null(bound.Envelope);
        Assert.Null(bound.Auth);
        Assert.Empty(bound.Headers);
    }

    [Fact]
    public void Bind_EveryOption_SetsItsPart()
    {
        HookEmitterOptions bound = _options.Bind(_verb.Parse(
        [
            "--url", "wss://example.org", "--path", "/engine/", "--connections", "2", "--batch-window", "0.5", "--max-batch-size", "500",
            "--delivery", "at-most-once", "--envelope", "batch", "--auth", """{"token":"1"}""", "--header", "X-Key=a=b", "--header", "X-Other=",
        ]));

        Assert.Equal("wss://example.org", bound.Url);
        Assert.Equal("/engine/", bound.Path);
        Assert.Equal(2, bound.MaxConnections);
        Assert.Equal(TimeSpan.FromMicroseconds(500), bound.BatchWindow);
        Assert.Equal(500, bound.MaxBatchSize);
        Assert.Equal(DeliveryGuarantee.AtMostOnce, bound.Delivery);
        Assert.Equal("batch", bound.Envelope);
        Assert.Equal("""{"token":"1"}""", bound.Auth);
        Assert.Equal("a=b", bound.Headers["x-key"]);
        Assert.Equal("", bound.Headers["X-Other"]);
    }

    [Theory]
    [InlineData("60", 2, 1, 10)]
    [InlineData("10", 2, 1, 7.5)]
    [InlineData("1", 0.75, 0.125, 0.75)]
    [InlineData("0.2", 0.15, 0.025, 0.15)]
    public void Bind_Timeout_BoundsEveryWaitWithin(string timeout, double connectSeconds, double recoverySeconds, double watermarkSeconds)
    {
        ParseResult parsed = _verb.Parse(["--url", "http://localhost:8765", "--timeout", timeout]);

        Assert.Equal(TimeSpan.FromSeconds(connectSeconds), _options.Bind(parsed).ConnectTimeout);
        Assert.Equal(TimeSpan.FromSeconds(recoverySeconds), _options.Bind(parsed).RecoveryTimeout);
        Assert.Equal(TimeSpan.FromSeconds(watermarkSeconds), _options.Bind(parsed).WatermarkTimeout);
    }

    [Theory]
    [InlineData("--timeout", "0", "from 0.2 to 86400")]
    [InlineData("--url", "localhost:8765", "http, https, ws or wss")]
    [InlineData("--url", "ftp://localhost", "http, https, ws or wss")]
    [InlineData("--path", "socket.io", "begins with '/'")]
    [InlineData("--path", "/a?b", "without query")]
    [InlineData("--connections", "0", "from 1 to 64")]
    [InlineData("--connections", "65", "from 1 to 64")]
    [InlineData("--batch-window", "-1", "from 0 to 60000")]
    [InlineData("--max-batch-size", "1.5", "a whole number from 1 to 65536")]
    [InlineData("--delivery", "exactly-once", "one of at-least-once, at-most-once, acknowledged")]
    [InlineData("--envelope", "disconnect", "reserves")]
    [InlineData("--envelope", "", "must not be empty")]
    [InlineData("--auth", "[1]", "a JSON object")]
    [InlineData("--auth", "{", "a JSON object")]
    [InlineData("--header", "=value", "NAME=VALUE")]
    [InlineData("--header", "no value", "NAME=VALUE")]
    [InlineData("--header", "two words=1", "NAME=VALUE")]
    [InlineData("--header", "A=b\r\nC: d", "NAME=VALUE")]
    public void Parse_UnacceptableValue_NamesTheOptionAndWhatIsAccepted(string option, string value, string accepted)
    {
        string[] url = option == "--url" ? [] : ["--url", "http://localhost:8765"];

        ParseResult parsed = _verb.Parse([.. url, option, value]);

        string message = Assert.Single(parsed.Errors).Message;
        Assert.StartsWith(option, message, StringComparison.Ordinal);
        Assert.Contains(accepted, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_UnacceptableAuth_DoesNotRepeatTheSecret()
    {
        ParseResult parsed = _verb.Parse(["--url", "http://localhost", "--auth", "hunter2"]);

        Assert.DoesNotContain("hunter2", Assert.Single(parsed.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_UnacceptableHeader_DoesNotRepeatItsValue()
    {
        ParseResult parsed = _verb.Parse(["--url", "http://localhost", "--header", "two words=hunter2"]);

        Assert.DoesNotContain("hunter2", Assert.Single(parsed.Errors).Message, StringComparison.Ordinal);
    }
}
