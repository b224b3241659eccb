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
        HookEmitterOptions bound = _options.Bind(_verb.Parse(["--url", "http://localhost:8765"]), new HookEmitterOptions());

        var defaults = new HookEmitterOptions();
        Assert.Equal("http://localhost:8765", bound.Url);
        Assert.Equal(defaults.Connection.Path, bound.Connection.Path);
        Assert.Equal(defaults.MaxConnections, bound.MaxConnections);
        Assert.Equal(defaults.Batch.Window, bound.Batch.Window);
        Assert.Equal(defaults.Batch.MaxEvents, bound.Batch.MaxEvents);
        Assert.Equal(defaults.Delivery, bound.Delivery);
        Assert.Null(bound.Batch.Envelope);
        Assert.Null(bound.Connection.Auth);
        Assert.Empty(bound.Connection.Headers);
    }

    [Fact]
    public void Bind_EveryOption_SetsItsPart()
    {
        HookEmitterOptions bound = _options.Bind(_verb.Parse(
        [
            "--url", "wss://example.org", "--path", "/engine/", "--connections", "2", "--batch-window", "0.5", "--max-batch-size", "500",
            "--delivery", "at-most-once", "--envelope", "batch", "--auth", """{"token":"1"}""", "--header", "X-Key=a=b", "--header", "X-Other=", "--set", "Reconnect.MaxDelay=5s", "--set", "connection.query.room=1",
        ]), new HookEmitterOptions());

        Assert.Equal("wss://example.org", bound.Url);
        Assert.Equal("/engine/", bound.Connection.Path);
        Assert.Equal(2, bound.MaxConnections);
        Assert.Equal(TimeSpan.FromMicroseconds(500), bound.Batch.Window);
        Assert.Equal(500, bound.Batch.MaxEvents);
        Assert.Equal(DeliveryGuarantee.AtMostOnce, bound.Delivery);
        Assert.Equal("batch", bound.Batch.Envelope);
        Assert.Equal("""{"token":"1"}""", bound.Connection.Auth);
        Assert.Equal("a=b", bound.Connection.Headers["x-key"]);
        Assert.Equal("", bound.Connection.Headers["X-Other"]);
        Assert.Equal(TimeSpan.FromSeconds(5), bound.Reconnect.MaxDelay);
        Assert.Equal("1", bound.Connection.Query["room"]);
    }

    [Theory]
    [InlineData("60", 2, 1, 10)]
    [InlineData("10", 2, 1, 7.5)]
    [InlineData("1", 0.75, 0.125, 0.75)]
    [InlineData("0.2", 0.15, 0.025, 0.15)]
    public void Bind_Timeout_BoundsEveryWaitWithin(string timeout, double connectSeconds, double recoverySeconds, double watermarkSeconds)
    {
        ParseResult parsed = _verb.Parse(["--url", "http://localhost:8765", "--timeout", timeout]);

        Assert.Equal(TimeSpan.FromSeconds(connectSeconds), _options.Bind(parsed, new HookEmitterOptions()).Connection.Timeout);
        Assert.Equal(TimeSpan.FromSeconds(recoverySeconds), _options.Bind(parsed, new HookEmitterOptions()).Circuit.RecoveryTimeout);
        Assert.Equal(TimeSpan.FromSeconds(watermarkSeconds), _options.Bind(parsed, new HookEmitterOptions()).Acks.WatermarkTimeout);
    }

    [Theory]
    [InlineData("--timeout", "0", "from 0.2 to 86400")]
    [InlineData("--url", "localhost:8765", "http, https, ws or wss")]
    [InlineData("--url", "ftp://localhost", "http, https, ws or wss")]
    [InlineData("--path", "socket.io", "begins with '/'")]
    [InlineData("--connections", "0", "1 to 64")]
    [InlineData("--connections", "65", "1 to 64")]
    [InlineData("--batch-window", "-1", "00:00:00 to 00:01:00")]
    [InlineData("--max-batch-size", "1.5", "1 to 65536")]
    [InlineData("--delivery", "exactly-once", "AtLeastOnce, AtMostOnce, Acknowledged")]
    [InlineData("--envelope", "disconnect", "not reserved by Socket.IO")]
    [InlineData("--envelope", "", "not empty")]
    [InlineData("--auth", "[1]", "a JSON object")]
    [InlineData("--auth", "{", "a JSON object")]
    [InlineData("--header", "=value", "NAME=VALUE")]
    [InlineData("--header", "no value", "NAME=VALUE")]
    [InlineData("--header", "two words=1", "NAME=VALUE")]
    [InlineData("--set", "Batch.MaxEvents", "NAME=VALUE")]
    [InlineData("--set", "Batch.MaxEvents=ten", "1 to 65536")]
    [InlineData("--set", "Batch.Size=10", "Batch.MaxEvents")]
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
