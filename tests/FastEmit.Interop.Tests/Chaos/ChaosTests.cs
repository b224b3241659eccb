namespace FastEmit.Interop.Tests.Chaos;

/// <summary>
/// One fault after the other, in an order that follows from a seed, with everything asserted at the server. With the environment
/// variable FASTEMIT_CHAOS set to <c>full</c> the server is killed a hundred times in each run, otherwise a few times;
/// FASTEMIT_CHAOS_SEED sets another seed.
/// </summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const int TimeoutMs = 1_200_000;

    private static readonly int Kills = Environment.GetEnvironmentVariable("FASTEMIT_CHAOS") == "full" ? 100 : 2;
    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("FASTEMIT_CHAOS_SEED"), out int seed) ? seed : 20261121;

    [Theory(Timeout = TimeoutMs)]
    [InlineData("node", DeliveryGuarantee.AtLeastOnce)]
    [InlineData("node", DeliveryGuarantee.AtMostOnce)]
    [InlineData("node", DeliveryGuarantee.Acknowledged)]
    [InlineData("collector", DeliveryGuarantee.AtLeastOnce)]
    [InlineData("collector", DeliveryGuarantee.AtMostOnce)]
    [InlineData("collector", DeliveryGuarantee.Acknowledged)]
    public async Task Run_EveryFaultAndManyKills_EveryPromiseIsKept(string kind, DeliveryGuarantee delivery)
    {
        IReadOnlyList<ChaosFault> schedule = ChaosSchedule.Create(Seed, Kills);
        output.WriteLine($"seed {Seed}: {string.Join(", ", schedule)}");
        await using ChaosServer server = kind == "node" ? await NodeChaosServer.CreateAsync() : await CollectorChaosServer.CreateAsync();
        await using ChaosRun run = new(server, delivery, Seed);
        output.WriteLine(await run.RunAsync(schedule));
    }

    [Fact]
    public void Schedule_SameSeed_IsTheSame()
    {
        Assert.Equal(ChaosSchedule.Create(1, 10), ChaosSchedule.Create(1, 10));
        Assert.NotEqual(ChaosSchedule.Create(1, 10), ChaosSchedule.Create(2, 10));
        Assert.Equal(Enum.GetValues<ChaosFault>(), ChaosSchedule.Create(1, 10).Distinct().Order());
    }

    [Fact]
    public void Log_LostReorderedOrRenamedEvents_AreCaught()
    {
        ChaosLog log = new(2);
        log.Add([new("a", 0, 0, "i0"), new("a", 1, 0, "j0"), new("a", 0, 1, "i1"), new("b", 0, 1, "i1")], gapsAllowed: false);
        Assert.Empty(log.Violations);
        Assert.Equal((3, 1, 1), (log.Distinct, log.Duplicates, log.MostDuplicatesOfAConnection));
        log.Add([new("b", 0, 3, "i3")], gapsAllowed: false);
        Assert.Single(log.Violations);
        log.Add([new("b", 0, 1, "other")], gapsAllowed: false);
        Assert.Equal(2, log.Violations.Count);
        log.Add([new("b", 1, 1, "i0")], gapsAllowed: false);
        Assert.Equal(3, log.Violations.Count);
    }
}
