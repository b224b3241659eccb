using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FastEmit.Extensions.Hosting.Tests.Logging;

public sealed partial class FastEmitLoggerTests : IAsyncLifetime
{
    private EventServer _server = null!;
    private ServiceProvider _provider = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await EventServer.StartAsync();
        _provider = Provide();
    }

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Log_SourceGeneratedMessage_HasTheMembersOfALogEvent()
    {
        int thread = Environment.CurrentManagedThreadId;
        Logged(Logger("Shop.Orders.Checkout"), "anna", 3);

        JsonElement entry = await OnlyEntryAsync();
        Assert.Equal(("/log", "message"), (_server.Events[0].Namespace, _server.Events[0].Name));
        Assert.Equal("WARNING", entry.GetProperty("level").GetString());
        Assert.Equal("Shop.Orders.Checkout", entry.GetProperty("logger").GetString());
        Assert.Equal("Checkout", entry.GetProperty("module").GetString());
        Assert.Equal("Logged", entry.GetProperty("function").GetString());
        Assert.Equal("User anna has 3 items", entry.GetProperty("message").GetString());
        Assert.Equal(7, entry.GetProperty("event_id").GetInt32());
        Assert.Equal(("anna", 3), (entry.GetProperty("state").GetProperty("User").GetString(), entry.GetProperty("state").GetProperty("Items").GetInt32()));
        Assert.Equal(thread, entry.GetProperty("thread").GetInt32());
        Assert.Equal(TimeSpan.Zero, entry.GetProperty("timestamp").GetDateTimeOffset().Offset);
        Assert.False(entry.TryGetProperty("exception", out _));
        Assert.False(entry.TryGetProperty("scopes", out _));
    }

    [Fact]
    public async Task Log_Exception_IsCarriedWhole()
    {
        Logger("App").LogError(new InvalidOperationException("boom \"quoted\"\n"), "failed");

        JsonElement entry = await OnlyEntryAsync();
        Assert.Equal(("ERROR", "failed"), (entry.GetProperty("level").GetString(), entry.GetProperty("message").GetString()));
        Assert.StartsWith("System.InvalidOperationException: boom \"quoted\"\n", entry.GetProperty("exception").GetString(), StringComparison.Ordinal);
        Assert.False(entry.TryGetProperty("state", out _));
    }

    [Fact]
    public async Task Log_Scopes_AreCarriedFromTheOutside()
    {
        ILogger logger = Logger("App");
        using (logger.BeginScope("request {Id}", 17))
        using (logger.BeginScope("inner"))
        {
            logger.LogInformation("x");
        }

        JsonElement entry = await OnlyEntryAsync();
        Assert.Equal("""[{"Id":17},"inner"]""", entry.GetProperty("scopes").GetRawText());
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("{{braces}} {A}", "1")]
    [InlineData("{A:N2} of {B}", 1234.5, null)]
    [InlineData("{A,10}|{B}", "right", true)]
    [InlineData("{A} {A}", 1, 2)]
    [InlineData("{Address:x4}", 255L)]
    [InlineData("{List}", new[] { 1, 2, 3 })]
    public async Task Log_Template_ReadsAsTheFrameworkWritesIt(string template, params object?[] arguments)
    {
        string expected = "";
        using ILoggerFactory reference = LoggerFactory.Create(builder => builder.AddProvider(new LastMessage(text => expected = text)));
        LogAny(reference.CreateLogger("x"));
        LogAny(Logger("App"));

        JsonElement entry = await OnlyEntryAsync();
        Assert.Equal(expected, entry.GetProperty("message").GetString());

        void LogAny(ILogger logger) => logger.LogInformation(template, arguments);
    }

    [Fact]
    public async Task Log_TheEmittersOwnCategory_IsNeverEmitted()
    {
        Logger("FastEmit").LogCritical("never");
        Logger("FastEmit.Samples").LogCritical("a user's own");

        Assert.Equal("a user's own", (await OnlyEntryAsync()).GetProperty("message").GetString());
    }

    [Fact]
    public async Task Log_LevelsFromConfiguration_Filter()
    {
        await using ServiceProvider filtered = Provide(("Logging:FastEmit:LogLevel:Default", "Error"), ("Logging:FastEmit:LogLevel:Loud", "Debug"), ("Logging:FastEmit:Event", "line"));
        ILoggerFactory loggers = filtered.GetRequiredService<ILoggerFactory>();

        loggers.CreateLogger("Quiet").LogWarning("no");
        loggers.CreateLogger("Loud").LogDebug("yes");
        await filtered.GetRequiredService<HookEmitter>().FlushAsync(TimeSpan.FromSeconds(30), Cancel);

        (string _, string name, string data) = Assert.Single(_server.Events);
        Assert.Equal(("line", "yes"), (name, JsonElement.Parse(data).GetProperty("message").GetString()));
    }

    [Fact]
    public async Task Log_EmitterCannotBeMade_IsSilent()
    {
        await using ServiceProvider broken = Provide(("Url", "nowhere"));
        ILogger logger = broken.GetRequiredService<ILoggerFactory>().CreateLogger("App");

        logger.LogError("one");
        logger.LogError("another");

        Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() => broken.GetRequiredService<HookEmitter>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Log_AfterTheHostIsGone_IsSilent(bool usedBefore)
    {
        ServiceProvider gone = Provide();
        ILogger logger = gone.GetRequiredService<ILoggerFactory>().CreateLogger("App");
        if (usedBefore)
        {
            logger.LogError("before");
        }

        await gone.DisposeAsync();

        logger.LogError("after");
        Assert.DoesNotContain("after", _server.Data.Select(static entry => entry.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task Log_ValueThatLogsWhileItIsWritten_BothArriveWhole()
    {
        ILogger logger = Logger("App");
        logger.LogInformation("outer {Value}", new Talkative(logger));

        await _provider.GetRequiredService<HookEmitter>().FlushAsync(TimeSpan.FromSeconds(30), Cancel);

        Assert.Contains("outer talkative", _server.Data.Select(static entry => entry.GetProperty("message").GetString()));
        Assert.Contains("inner nested", _server.Data.Select(static entry => entry.GetProperty("message").GetString()));
    }

    [Fact]
    public void Log_StringArguments_AllocateNothing()
    {
        ILogger logger = Logger("App");
        for (int i = 0; i < 100; i++)
        {
            Named(logger, "anna", "Oslo");
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            Named(logger, "anna", "Oslo");
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(_provider.GetRequiredService<HookEmitter>().GetStats().Offered >= 1100);
    }

    [LoggerMessage(7, LogLevel.Warning, "User {User} has {Items} items")]
    private static partial void Logged(ILogger logger, string user, int items);

    [LoggerMessage(8, LogLevel.Information, "{User} from {City}")]
    private static partial void Named(ILogger logger, string user, string city);

    private ILogger Logger(string category) => _provider.GetRequiredService<ILoggerFactory>().CreateLogger(category);

    private async Task<JsonElement> OnlyEntryAsync()
    {
        await _provider.GetRequiredService<HookEmitter>().FlushAsync(TimeSpan.FromSeconds(30), Cancel);
        return Assert.Single(_server.Data);
    }

    private ServiceProvider Provide(params (string Key, string Value)[] configuration)
    {
        IConfigurationRoot root = new ConfigurationBuilder()
            .AddInMemoryCollection(configuration.Select(static pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)))
            .Build();
        ServiceCollection services = new();
        services.AddFastEmit(options => options.Url = configuration.FirstOrDefault(static pair => pair.Key == "Url").Value ?? _server.Url);
        services.AddLogging(builder => builder.AddConfiguration(root.GetSection("Logging")).AddFastEmit());
        return services.BuildServiceProvider();
    }

    private sealed class Talkative(ILogger logger)
    {
        public override string ToString()
        {
            logger.LogInformation("inner {Word}", "nested");
            return "talkative";
        }
    }

    private sealed class LastMessage(Action<string> take) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            take(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
