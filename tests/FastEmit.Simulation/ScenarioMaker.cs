namespace FastEmit.Simulation;

/// <summary>Draws a scenario from a seed.</summary>
internal static class ScenarioMaker
{
    public static Scenario Make(int seed)
    {
        Scenario scenario = MakeForNode(seed);
        Random random = new(~seed);
        return random.Next(4) != 0 ? scenario : scenario with
        {
            IsCollector = true,
            Server = scenario.Server with { Handler = TimeSpan.Zero, Commit = TimeSpan.FromMilliseconds(random.Next(30)) },
            Path = scenario.Path with { SwallowsPings = false },
            Bursts = [.. scenario.Bursts.Select(static burst => burst with { PoisonAt = -1 })],
        };
    }

    private static Scenario MakeForNode(int seed)
    {
        Random random = new(seed);
        DeliveryGuarantee delivery = random.Next(10) switch { < 6 => DeliveryGuarantee.AtLeastOnce, < 9 => DeliveryGuarantee.Acknowledged, _ => DeliveryGuarantee.AtMostOnce };
        bool isCalm = random.Next(4) == 0;
        bool isFlood = random.Next(40) == 0;
        int lanes = isFlood ? 1 : random.Next(1, 4);
        TimeSpan handler = TimeSpan.FromMicroseconds(random.Next(4) switch { 0 => 0, 1 => 20, 2 => 200, _ => 1000 });
        Scenario scenario = new()
        {
            Seed = seed,
            Delivery = delivery,
            Lanes = lanes,
            RingBytes = 64 << 10,
            BatchWindow = TimeSpan.FromMilliseconds(random.Next(3) switch { 0 => 0, 1 => 5, _ => 50 }),
            MaxBatchSize = random.Next(1, 20),
            MaxInFlightBytes = 8 << (10 + random.Next(4)),
            HasEnvelope = random.Next(4) == 0,
            RefusedNamespaceTimeout = random.Next(2) == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(2),
            WriteWithoutProof = random.Next(2) == 0,
            HasBatchIds = false,
            TimeToLive = Timeout.InfiniteTimeSpan,
            AnswerTimeout = TimeSpan.FromSeconds(30),
            Server = new ServerHabits(
                handler,
                TimeSpan.FromMilliseconds(random.Next(500, 3000)),
                TimeSpan.FromMilliseconds(random.Next(800, 3000)),
                random.Next(4) == 0 ? 2_000 : 100_000,
                random.Next(2) == 0),
            Path = new PathQuality(
                TimeSpan.FromMicroseconds(random.Next(3) switch { 0 => 20, 1 => 1_000, _ => 20_000 }),
                TimeSpan.FromMicroseconds(random.Next(2) * random.Next(5_000)),
                IsSplit: random.Next(2) == 0,
                SocketBytes: random.Next(3) == 0 ? 16 << 10 : 2 << 20,
                SwallowsPings: !isCalm && random.Next(8) == 0,
                TellsProgress: random.Next(2) == 0),
            Bursts = MakeBursts(random, lanes, isCalm),
            Faults = isCalm ? [] : MakeFaults(random),
        };
        return isFlood ? Flood(scenario, random) : random.Next(100) switch
        {
            0 => Rush(scenario, random),
            1 => Trickle(scenario, random),
            2 => Parting(scenario, random),
            3 => Surge(scenario, random),
            < 8 => Vary(Deadly(scenario, random), random),
            _ => Vary(scenario, random),
        };
    }

    /// <summary>Draws what most events do without: answers that callers wait for, attachments, an end of life, batch ids, a long window.</summary>
    private static Scenario Vary(Scenario scenario, Random random) => random.Next(2) == 0 ? scenario : scenario with
    {
        BatchWindow = random.Next(6) == 0 ? TimeSpan.FromSeconds(3) : scenario.BatchWindow,
        HasBatchIds = random.Next(3) == 0,
        TimeToLive = random.Next(3) switch { 0 => TimeSpan.FromMilliseconds(random.Next(200, 3_000)), 1 => TimeSpan.FromSeconds(200), _ => Timeout.InfiniteTimeSpan },
        AnswerTimeout = random.Next(3) switch
        {
            0 => TimeSpan.FromMilliseconds(random.Next(100, 2_000)),
            2 when scenario.Bursts.All(static burst => burst.PoisonAt < 0) => Timeout.InfiniteTimeSpan, // What was confirmed, and ends the server later, is written again until its wait ends.
            _ => TimeSpan.FromSeconds(100),
        },
        Server = scenario.Server with { AnswersAfter = TimeSpan.FromMilliseconds(random.Next(3) * random.Next(500)) },
        Bursts = [.. scenario.Bursts.Select(burst => burst with
        {
            IsAwaited = random.Next(3) == 0,
            IsFlushed = random.Next(6) == 0,
            Attachments = random.Next(4) == 0 ? random.Next(1, 11) : 0,
        })],
    };

    /// <summary>Much at once for a fast server, so that passes are large enough to leave their watermark to the next one; in the middle of it things go wrong.</summary>
    private static Scenario Rush(Scenario scenario, Random random) => scenario with
    {
        Lanes = 1,
        RingBytes = 4 << 20,
        MaxInFlightBytes = 1 << 20,
        Server = scenario.Server with { Handler = TimeSpan.Zero, MaxPayload = 100_000 },
        Path = scenario.Path with { SocketBytes = random.Next(2) == 0 ? 128 << 10 : 2 << 20, SwallowsPings = false, IsSplit = false, Latency = TimeSpan.FromMilliseconds(1) },
        Bursts = [.. Enumerable.Range(0, 6).Select(_ => new Burst(TimeSpan.FromMilliseconds(random.Next(100)), Lane: 0, random.Next(60, 600), 1_000, Namespace: 1, PoisonAt: -1)).OrderBy(static burst => burst.At)],
        Faults = [.. Enumerable.Range(0, 4).Select(_ => new Fault(
            TimeSpan.FromMilliseconds(random.Next(10, 100)),
            random.Next(3) switch { 0 => FaultKind.Reset, 1 => FaultKind.StallLane, _ => FaultKind.DisconnectNamespace },
            TimeSpan.FromMilliseconds(random.Next(1, 20)))).OrderBy(static fault => fault.At)],
    };

    /// <summary>All that goes wrong is the doing of one record, which kills the server while other lanes send as well.</summary>
    private static Scenario Deadly(Scenario scenario, Random random) => scenario with
    {
        Lanes = 3,
        WriteWithoutProof = true,
        Server = scenario.Server with { MaxPayload = 100_000, PoisonKills = true },
        Path = scenario.Path with { SwallowsPings = random.Next(3) == 0, TellsProgress = true },
        Bursts = [.. Enumerable.Range(0, 15)
            .Select(i => new Burst(TimeSpan.FromMilliseconds(random.Next(300)), random.Next(3), random.Next(1, 20), 100, random.Next(3), PoisonAt: i == 0 ? 0 : -1))
            .OrderBy(static burst => burst.At)],
        Faults = [],
    };

    /// <summary>As <see cref="Rush"/> in portions that one pass can carry, into a socket that takes only part of each, and connections end meanwhile.</summary>
    private static Scenario Surge(Scenario scenario, Random random) => Rush(scenario, random) with
    {
        Path = scenario.Path with { SocketBytes = 64 << 10, SwallowsPings = false, IsSplit = false, Jitter = TimeSpan.Zero, Latency = TimeSpan.FromMilliseconds(1) },
        Bursts = [.. Enumerable.Range(0, 60).Select(i => new Burst(TimeSpan.FromMilliseconds(8 * i), Lane: 0, random.Next(60, 300), 1_000, Namespace: 1, PoisonAt: -1))],
        Faults = [.. Enumerable.Range(1, 6).Select(i => new Fault(
            TimeSpan.FromMilliseconds(80 * i) + TimeSpan.FromMicroseconds(random.Next(8_000)), random.Next(3) == 0 ? FaultKind.DisconnectNamespace : FaultKind.Reset, TimeSpan.Zero))],
    };

    /// <summary>
    /// Events one by one over a long way, behind some that open it: more flushes than the core keeps account of are on it at a time. Then things
    /// go wrong.
    /// </summary>
    private static Scenario Trickle(Scenario scenario, Random random) => scenario with
    {
        Lanes = 1,
        RingBytes = 1 << 20,
        BatchWindow = TimeSpan.Zero,
        MaxInFlightBytes = 1 << 20,
        Server = scenario.Server with { Handler = TimeSpan.Zero, MaxPayload = 100_000 },
        Path = scenario.Path with { SocketBytes = 2 << 20, SwallowsPings = false, IsSplit = false, Latency = TimeSpan.FromMilliseconds(50) },
        Bursts =
        [
            new Burst(TimeSpan.Zero, Lane: 0, 800, 1_000, Namespace: 1, PoisonAt: -1),
            .. Enumerable.Range(0, 1_500).Select(i => new Burst(TimeSpan.FromMilliseconds(3_000) + TimeSpan.FromMicroseconds(30 * i), Lane: 0, 1, 10, Namespace: 1, PoisonAt: -1)),
        ],
        Faults = random.Next(2) == 0 ? [] : [new Fault(
            TimeSpan.FromMilliseconds(random.Next(3_030, 3_100)),
            random.Next(3) switch { 0 => FaultKind.Reset, 1 => FaultKind.StallLane, _ => FaultKind.DisconnectNamespace },
            TimeSpan.FromMilliseconds(random.Next(1, 20)))],
    };

    /// <summary>The server disconnects namespaces while it works off what it has read, and the lane learns of it late, together with what came behind.</summary>
    private static Scenario Parting(Scenario scenario, Random random) => scenario with
    {
        Lanes = 1,
        BatchWindow = TimeSpan.Zero,
        Server = scenario.Server with { Handler = TimeSpan.FromMilliseconds(1), MaxPayload = 100_000 },
        Path = scenario.Path with { SwallowsPings = false, IsSplit = false, Latency = TimeSpan.FromMilliseconds(1) },
        Bursts = [.. Enumerable.Range(0, 20).Select(_ => new Burst(TimeSpan.FromMilliseconds(random.Next(500)), Lane: 0, random.Next(1, 40), 100, Namespace: 1, PoisonAt: -1)).OrderBy(static burst => burst.At)],
        Faults = [.. Enumerable.Range(0, 8).SelectMany(_ => Apart(TimeSpan.FromMilliseconds(random.Next(20, 600)), random)).OrderBy(static fault => fault.At)],
    };

    private static Fault[] Apart(TimeSpan at, Random random) =>
    [
        new Fault(at, FaultKind.DisconnectNamespace, TimeSpan.Zero),
        new Fault(at - TimeSpan.FromMilliseconds(random.Next(5)), FaultKind.StallLane, TimeSpan.FromMilliseconds(random.Next(5, 40))),
    ];

    /// <summary>
    /// More than the server works off in its ping interval and timeout together: without a break it would not come to its timers in time.
    /// Every second time there are faults as well.
    /// </summary>
    private static Scenario Flood(Scenario scenario, Random random) => scenario with
    {
        RingBytes = 2 << 20,
        MaxInFlightBytes = 1 << 20,
        Server = scenario.Server with
        {
            Handler = TimeSpan.FromMicroseconds(200),
            PingInterval = TimeSpan.FromMilliseconds(random.Next(300, 600)),
            PingTimeout = TimeSpan.FromMilliseconds(random.Next(1_200, 1_500)),
        },
        Path = scenario.Path with { SocketBytes = 2 << 20, SwallowsPings = false, Latency = TimeSpan.FromMicroseconds(20) },
        Bursts = [new Burst(TimeSpan.FromMilliseconds(10), Lane: 0, 12_000, 60 + random.Next(60), Namespace: 1, PoisonAt: -1)],
        Faults = random.Next(2) == 0 ? [] : [.. scenario.Faults.Select(static fault => fault with { At = fault.At / 4 })],
    };

    private static List<Burst> MakeBursts(Random random, int lanes, bool isCalm)
    {
        List<Burst> bursts = [];
        int poisons = isCalm || random.Next(4) != 0 ? 0 : 1;
        for (int i = random.Next(3, 30); i > 0; i--)
        {
            int count = random.Next(4) == 0 ? random.Next(1, 120) : random.Next(1, 8);
            bursts.Add(new Burst(
                TimeSpan.FromMilliseconds(random.Next(8_000)),
                random.Next(lanes),
                count,
                random.Next(12) == 0 ? 3_000 : random.Next(1, 300),
                random.Next(3),
                poisons-- > 0 ? random.Next(count) : -1));
        }

        bursts.Sort(static (a, b) => a.At.CompareTo(b.At));
        return bursts;
    }

    private static List<Fault> MakeFaults(Random random)
    {
        List<Fault> faults = [];
        FaultKind[] kinds = Enum.GetValues<FaultKind>();
        for (int i = random.Next(1, 7); i > 0; i--)
        {
            faults.Add(new Fault(
                TimeSpan.FromMilliseconds(random.Next(8_000)), kinds[random.Next(kinds.Length)], TimeSpan.FromMilliseconds(random.Next(10, 4_000))));
        }

        faults.Sort(static (a, b) => a.At.CompareTo(b.At));
        return faults;
    }
}
