using System.Text.Json;
using FastEmit.Collector.Tests.Clients;
using FastEmit.Collector.Tests.Http;
using FastEmit.Events;
using FastEmit.FaultProxy;

namespace FastEmit.Collector.Tests.Observing;

/// <summary>From <see cref="Options.NoticeOptions.ReportInterval"/> to the interface.</summary>
public sealed class EmitterReportsTests
{
    [Fact]
    public async Task Report_EmitterWithInterval_HoldsItsCountersAndLanes()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync(static options => options.Namespaces.UnionWith(["/", "/hook"]));
        await using HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions
        {
            Url = server.Url,
            Name = "build agent",
            MaxConnections = 2,
            Notices = { ReportInterval = TimeSpan.FromMilliseconds(100) },
        });
        HookEventDescriptor descriptor = HookEventDescriptor.Create("a", "/hook");
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(EmitResult.Queued, emitter.EmitJson(descriptor, "{}"u8));
        }

        using ApiClient api = new(server.Url);
        JsonElement report = default;
        await Expect.TrueAsync(async () =>
        {
            JsonElement emitters = (await api.GetAsync("api/emitters")).GetProperty("emitters");
            report = emitters.GetArrayLength() == 1 ? emitters[0].GetProperty("report") : default;
            return report.ValueKind == JsonValueKind.Object && report.GetProperty("confirmed").GetInt64() >= 10;
        });

        Assert.Equal(("build agent", "closed", Environment.ProcessId), (report.GetProperty("name").GetString(), report.GetProperty("circuit").GetString(), report.GetProperty("pid").GetInt32()));
        Assert.Equal(
            report.GetProperty("offered").GetInt64(),
            report.GetProperty("confirmed").GetInt64() + report.GetProperty("written").GetInt64() + report.GetProperty("fell_back").GetInt64() + report.GetProperty("pending").GetInt64() + report.GetProperty("dropped").EnumerateObject().Sum(static reason => reason.Value.GetInt64()));
        Assert.Equal([true, false], report.GetProperty("lanes").EnumerateArray().Select(static lane => lane.GetProperty("connected").GetBoolean()).OrderDescending());
    }

    [Fact]
    public async Task Report_NothingConnected_IsNotMadeAndOpensNothing()
    {
        ManualTimeProvider clock = new();
        await using CollectorServer server = await EventsApiTests.StartAsync();
        await using HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions
        {
            Url = server.Url,
            TimeProvider = clock,
            Notices = { ReportInterval = TimeSpan.FromSeconds(1) },
            ShutdownTimeout = TimeSpan.Zero,
        });

        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(0, emitter.GetStats().Offered);
        Assert.Equal(0, server.GetStats().Connections);
    }

    [Theory]
    [InlineData(99)]
    [InlineData(3_600_001)]
    [InlineData(-1)]
    public void ReportInterval_OutOfRange_IsNamed(int milliseconds)
    {
        HookEmitterOptions options = new() { Url = "http://localhost", Notices = { ReportInterval = TimeSpan.FromMilliseconds(milliseconds) } };

        Assert.Equal("Notices.ReportInterval", Assert.Single(options.Validate()).Option);
    }
}
