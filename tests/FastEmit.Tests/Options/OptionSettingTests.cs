using System.Reflection;
using FastEmit.Fallbacks;
using FastEmit.Options;

namespace FastEmit.Tests.Options;

/// <summary>Any option that text can say is set by its name, as configuration and command lines do.</summary>
public sealed class OptionSettingTests
{
    private static readonly string[] OnlyCode =
        ["TimeProvider", "LoggerFactory", "Connection.ConfigureTls", "Connection.CredentialsProvider", "Fallback"];

    [Fact]
    public void TrySet_UnknownName_NamesEveryOptionThatTextCanSay()
    {
        Assert.False(new HookEmitterOptions().TrySet("BatchWindow", "1s", out OptionError? error));

        IEnumerable<string> declared = error.Value.Accepted.Split(", ").Concat(OnlyCode).Except(["Fallback.Http", "Fallback.File"]);
        Assert.Equal(OptionNames.OfTheEmitter.Order(StringComparer.Ordinal), declared.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("00:00:00.050", 50)]
    [InlineData("50ms", 50)]
    [InlineData("0.5ms", 0.5)]
    [InlineData("2s", 2_000)]
    [InlineData("1.5m", 90_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("infinite", -1)]
    public void TrySet_Time_TakesUnits(string text, double milliseconds)
    {
        HookEmitterOptions options = new();

        Assert.True(options.TrySet("timeToLive", text, out _));

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), options.TimeToLive);
    }

    [Theory]
    [InlineData("Batch.Window", "50")] // days to .NET
    [InlineData("Batch.Window", "soon")]
    [InlineData("Batch.Window", "ms")]
    [InlineData("Batch.Window", "NaNs")]
    [InlineData("Batch.Window", "1e300d")]
    [InlineData("MaxConnections", "1.5")]
    [InlineData("Stamps.EventId", "yes")]
    [InlineData("Delivery", "")]
    [InlineData("Delivery", "1")]
    [InlineData("Url.x", "http://localhost")]
    [InlineData("Connection.Headers", "X=1")]
    [InlineData("Connection.Proxy", "nowhere")]
    [InlineData("Fallback.Http", "nowhere")]
    [InlineData("Fallback.File", "")]
    [InlineData("", "")]
    public void TrySet_TextThatCannotBeRead_SetsNothingAndSaysWhatIsAccepted(string name, string text)
    {
        HookEmitterOptions options = new();

        Assert.False(options.TrySet(name, text, out OptionError? error));

        Assert.NotEqual("", error.Value.Accepted);
        Assert.Equal((TimeSpan.FromMilliseconds(50), 5, false), (options.Batch.Window, options.MaxConnections, options.Stamps.EventId));
        Assert.Equal((DeliveryGuarantee.AtLeastOnce, null, null), (options.Delivery, options.Connection.Proxy, options.Fallback));
    }

    [Fact]
    public void TrySet_ListsAndDictionaries_TakeEntriesByNameOrNumber()
    {
        HookEmitterOptions options = new();

        Assert.True(options.TrySet("Endpoints:0", "http://a", out _));
        Assert.True(options.TrySet("Endpoints.1", "http://b", out _));
        Assert.True(options.TrySet("connection:headers:X.Dotted", "1", out _));
        Assert.True(options.TrySet("Connection.Query.room", "7", out _));

        Assert.Equal(["http://a", "http://b"], options.Endpoints);
        Assert.Equal(("1", "7"), (options.Connection.Headers["X.Dotted"], options.Connection.Query["room"]));
    }

    [Fact]
    public void TrySet_SecondFormOfAFallback_IsRefused()
    {
        HookEmitterOptions options = new();
        Assert.True(options.TrySet("Fallback.Http", "http://localhost:1", out _));

        Assert.False(options.TrySet("Fallback.File", "events.ndjson", out OptionError? error));

        Assert.Equal("Fallback.File", error.Value.Option);
        Assert.IsType<HttpFallback>(options.Fallback);
    }

    [Fact]
    public void TrySet_Secret_IsNotRepeated()
    {
        Assert.False(new HookEmitterOptions().TrySet("Connection.Proxy", "user:hunter2@", out OptionError? error));

        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Copy_EveryGroup_IsACopyToo()
    {
        HookEmitterOptions options = new();
        PropertyInfo[] groups = [.. typeof(HookEmitterOptions).GetProperties().Where(static option => option.PropertyType.Namespace == typeof(BatchOptions).Namespace)];

        HookEmitterOptions copy = options.Copy();

        Assert.NotEmpty(groups);
        Assert.All(groups, group => Assert.NotSame(group.GetValue(options), group.GetValue(copy)));
    }
}
