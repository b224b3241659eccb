using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FastEmit.Extensions.Hosting.Tests;

public sealed class AddFastEmitTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Host_StopsWhileServicesStillEmit_EverythingArrives()
    {
        await using EventServer server = await EventServer.StartAsync();
        using IHost host = Build(services => services
            .AddFastEmit(options => options.Url = server.Url)
            .AddHostedService<EmitsWhileStopping>());

        await host.StartAsync(Cancel);
        HookEmitter emitter = host.Services.GetRequiredService<HookEmitter>();
        Assert.Same(emitter, host.Services.GetRequiredService<IHookEmitter>());
        emitter.Emit(new ToolUsed("running", 1));
        await host.StopAsync(Cancel);

        Assert.Equal(["running", "stopping"], server.Data.Select(static data => data.GetProperty("tool_name").GetString()));
        Assert.Equal(EmitResult.Closed, emitter.Emit(new ToolUsed("late", 3)));
    }

    [Fact]
    public async Task Host_ServerGone_StopsWithinTheHostsTimeout()
    {
        using IHost host = Build(services => services
            .Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(200))
            .AddFastEmit(static options =>
            {
                options.Url = "http://127.0.0.1:1";
                options.ShutdownTimeout = TimeSpan.FromHours(1);
            }));
        await host.StartAsync(Cancel);
        HookEmitter emitter = host.Services.GetRequiredService<HookEmitter>();
        emitter.Emit(new ToolUsed("lost", 1));

        await host.StopAsync(Cancel).WaitAsync(TimeSpan.FromMinutes(1), Cancel);

        Assert.Equal((0, 1), (emitter.GetStats().Pending, emitter.GetStats().Dropped[DropReason.Undelivered]));
    }

    [Fact]
    public async Task AddKeyedFastEmit_TwoKeys_TwoEmittersWithTheirOwnServersAndNames()
    {
        await using EventServer first = await EventServer.StartAsync();
        await using EventServer second = await EventServer.StartAsync();
        using IHost host = Build(services => services
            .AddKeyedFastEmit("first", options => options.Url = first.Url)
            .AddKeyedFastEmit("second", Section(("Url", second.Url))));
        await host.StartAsync(Cancel);

        host.Services.GetRequiredKeyedService<HookEmitter>("first").Emit(new ToolUsed("1", 1));
        host.Services.GetRequiredKeyedService<IHookEmitter>("second").Emit(new ToolUsed("2", 2));
        await host.StopAsync(Cancel);

        Assert.Equal("1", Assert.Single(first.Data).GetProperty("tool_name").GetString());
        Assert.Equal("2", Assert.Single(second.Data).GetProperty("tool_name").GetString());
        Assert.Equal("second", host.Services.GetRequiredService<IOptionsMonitor<HookEmitterOptions>>().Get("second").Name);
    }

    [Fact]
    public void Configuration_EveryKind_IsBound()
    {
        HookEmitterOptions options = Bind(
            ("Url", "http://localhost:1"),
            ("MaxConnections", "3"),
            ("Batch:Window", "00:00:00.250"),
            ("Delivery", "AtMostOnce"),
            ("Circuit:WhenOpen", "Reject"),
            ("Reconnect:Jitter", "0.5"),
            ("Stamps:EventId", "true"),
            ("Overflow", "wait(00:00:02)"),
            ("Connection:Headers:Authorization", "Bearer x"),
            ("Connection:Query:room", "7"),
            ("Endpoints:0", "http://localhost:3"),
            ("Isolation:RefusedNamespaceTimeout", "1m"),
            ("Isolation:PoisonAttempts", "7"),
            ("TimeToLive", "01:00:00"),
            ("Connection:Proxy", "socks5://user:p%40ss@localhost:3"),
            ("Fallback:Http", "http://localhost:2"));

        Assert.Equal(
            (3, TimeSpan.FromMilliseconds(250), DeliveryGuarantee.AtMostOnce, CircuitOpenPolicy.Reject, 0.5, true),
            (options.MaxConnections, options.Batch.Window, options.Delivery, options.Circuit.WhenOpen, options.Reconnect.Jitter, options.Stamps.EventId));
        Assert.Equal(OverflowPolicy.Wait(TimeSpan.FromSeconds(2)), options.Overflow);
        Assert.Equal(("Bearer x", "7"), (options.Connection.Headers["authorization"], options.Connection.Query["room"]));
        Assert.Equal(["http://localhost:3"], options.Endpoints);
        Assert.IsType<Fallbacks.HttpFallback>(options.Fallback);
        Assert.Equal(TimeSpan.FromMinutes(1), options.Isolation.RefusedNamespaceTimeout);
        Assert.Equal((7, TimeSpan.FromHours(1)), (options.Isolation.PoisonAttempts, options.TimeToLive));
        WebProxy proxy = Assert.IsType<WebProxy>(options.Connection.Proxy);
        Assert.Equal(new Uri("socks5://localhost:3"), proxy.Address);
        NetworkCredential credential = Assert.IsType<NetworkCredential>(proxy.Credentials);
        Assert.Equal(("user", "p@ss"), (credential.UserName, credential.Password));
    }

    [Theory]
    [InlineData("MaxConnections", "100", "My:Emitter:MaxConnections is 100; accepted: 1 to 64.")]
    [InlineData("MaxConnections", "many", "'My:Emitter:MaxConnections' is 'many'; accepted: 1 to 64.")]
    [InlineData("Batch:Window", "soon", "'My:Emitter:Batch:Window' is 'soon'; accepted: 00:00:00 to 00:01:00.")]
    [InlineData("BatchWindow", "00:00:01", "'My:Emitter:BatchWindow' is no option; accepted: Acks.MaxInFlightBytes, Acks.MaxPending, ")]
    [InlineData("Delivery", "Exactly", "'My:Emitter:Delivery' is 'Exactly'; accepted: AtLeastOnce, AtMostOnce, Acknowledged.")]
    [InlineData("Delivery", "77", "'My:Emitter:Delivery' is '77'; accepted: AtLeastOnce, AtMostOnce, Acknowledged.")]
    [InlineData("Circuit:WhenOpen", "Panic", "'My:Emitter:Circuit:WhenOpen' is 'Panic'; accepted: Buffer, Reject.")]
    [InlineData("Overflow", "Grow", "'My:Emitter:Overflow' is 'Grow'; accepted: DropNewest, Fallback, or Wait with 00:00:00.001 to 01:00:00 or infinite: Wait(00:00:01).")]
    [InlineData("Connection:Proxy", "user:secret@", "'My:Emitter:Connection:Proxy' is no absolute URL; accepted: a URL with http, https, socks4, socks4a or socks5.")]
    [InlineData("Fallback:Ftp", "x", "'My:Emitter:Fallback:Ftp' is no option; accepted: ")]
    [InlineData("Fallback:Http", "nowhere", "'My:Emitter:Fallback:Http' is 'nowhere'")]
    [InlineData("Url", "localhost", "My:Emitter:Url is 'localhost'; accepted: an absolute URL")]
    public async Task Configuration_NotAccepted_FailsAtTheStartAndNamesTheKey(string key, string value, string message)
    {
        using IHost host = Build(services => services.AddFastEmit(Section(("Url", "http://localhost:1"), (key, value))));

        Exception exception = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync(Cancel));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_FromCode_NotAccepted_FailAtTheStartAndNameTheOption()
    {
        using IHost host = Build(static services => services.AddFastEmit(static options => options.Batch.MaxEvents = 0));

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancel));

        Assert.Equal(2, exception.Failures.Count());
        Assert.Contains("HookEmitterOptions.Batch.MaxEvents is 0; accepted: 1 to 65536.", exception.Failures);
    }

    private static HookEmitterOptions Bind(params (string Key, string Value)[] values)
    {
        using ServiceProvider provider = new ServiceCollection().AddFastEmit(Section(values)).BuildServiceProvider();
        return provider.GetRequiredService<IOptions<HookEmitterOptions>>().Value;
    }

    private static IConfigurationSection Section(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(values.Reverse().DistinctBy(static pair => pair.Key).Select(static pair => KeyValuePair.Create($"My:Emitter:{pair.Key}", (string?)pair.Value)))
            .Build()
            .GetSection("My:Emitter");

    private static IHost Build(Action<IServiceCollection> configure)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        configure(builder.Services);
        return builder.Build();
    }

    private sealed class EmitsWhileStopping(IHookEmitter emitter) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            emitter.Emit(new ToolUsed("stopping", 2));
            return Task.CompletedTask;
        }
    }
}
