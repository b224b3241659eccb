using FastEmit.Extensions.Hosting.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FastEmit.Extensions.Hosting.Tests.Health;

public sealed class EmitterHealthCheckTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CheckHealth_EventsConfirmed_IsHealthyWithTheNumbers()
    {
        await using EventServer server = await EventServer.StartAsync();
        await using ServiceProvider provider = Provide(server.Url);
        HookEmitter emitter = provider.GetRequiredService<HookEmitter>();
        emitter.Emit(new ToolUsed("x", 1));
        await emitter.FlushAsync(TimeSpan.FromSeconds(30), Cancel);

        HealthReportEntry entry = await CheckAsync(provider);

        Assert.Equal(HealthStatus.Healthy, entry.Status);
        Assert.Equal((1L, 1L, "Closed"), (entry.Data["offered"], entry.Data["confirmed"], entry.Data["circuit_state"]));
    }

    [Fact]
    public async Task CheckHealth_CircuitOpenRingFullAndNothingConfirmed_IsDegradedAndSaysEach()
    {
        await using ServiceProvider provider = Provide("http://127.0.0.1:1", static bounds => bounds.MaxUnconfirmedAge = TimeSpan.FromTicks(1));
        HookEmitter emitter = provider.GetRequiredService<HookEmitter>();
        while (emitter.Emit(new ToolUsed(new string('x', 100), 1)) == EmitResult.Queued)
        {
        }

        HealthReportEntry entry;
        do
        {
            entry = await CheckAsync(provider);
        }
        while (!entry.Description!.Contains("circuit", StringComparison.Ordinal)); // Bound: the test's own.

        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.StartsWith("The circuit is Open (", entry.Description, StringComparison.Ordinal);
        Assert.Contains("connection refused", entry.Description, StringComparison.Ordinal);
        Assert.Contains("% full", entry.Description, StringComparison.Ordinal);
        Assert.Contains("s for its confirmation", entry.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void AddFastEmit_FillOutOfRange_Throws(double fill) =>
        Assert.Throws<ArgumentException>(() => Provide("http://localhost", bounds => bounds.MaxRingFill = fill));

    private static ServiceProvider Provide(string url, Action<EmitterHealthOptions>? configure = null)
    {
        ServiceCollection services = new();
        services.AddLogging();
        services.AddFastEmit(options =>
        {
            options.Url = url;
            options.MaxConnections = 1;
            options.Ring.Capacity = 4096;
            options.Circuit.FailureThreshold = 1;
            options.ShutdownTimeout = TimeSpan.Zero;
        });
        services.AddHealthChecks().AddFastEmit(configure: configure);
        return services.BuildServiceProvider();
    }

    private static async Task<HealthReportEntry> CheckAsync(ServiceProvider provider)
    {
        HealthReport report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancel);
        return report.Entries["fastemit"];
    }
}
