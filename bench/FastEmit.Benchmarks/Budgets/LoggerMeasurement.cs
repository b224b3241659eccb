using FastEmit.Benchmarks.Emitting;
using FastEmit.Load.Rows;
using FastEmit.Load.Servers;

namespace FastEmit.Benchmarks.Budgets;

/// <summary><c>Emit</c> beside the fastest logger of C# with the same fields, in turns: what the caller pays, and what the process does until a server has confirmed the events, or the logger has written them into memory.</summary>
internal sealed class LoggerMeasurement : IMeasurement
{
    private const int Burst = 10_000;
    private const int Rounds = 41;
    private const int WarmUps = 2;

    public IReadOnlyList<string> Groups => ["logger"];

    public async Task<IReadOnlyDictionary<string, Figure>> MeasureAsync()
    {
        await using ServerProcess sink = await ServerProcess.StartAsync(ServerKind.Sink);
        await using HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions { Url = sink.Url, MaxConnections = 1, Ring = { Capacity = 16 << 20 } });
        using ZLoggerPeer logger = new();
        string session = TwoLanes.Sessions().First;
        List<double> calls = [];
        List<double> rivals = [];
        TimeSpan cpu = default;
        TimeSpan rivalCpu = default;
        for (int round = -WarmUps * Rounds; round < Rounds; round++)
        {
            if (round <= 0 && round % Rounds == 0)
            {
                Thread.Sleep(300); // the tiered compiler works behind our back
            }

            TimeSpan start = Environment.CpuUsage.TotalTime;
            EmitBurst call = EmitBurst.RunTogether(emitter, Burst, session)[0];
            await emitter.FlushAsync(TimeSpan.FromSeconds(30));
            TimeSpan between = Environment.CpuUsage.TotalTime;
            EmitBurst rival = EmitBurst.RunTogether(Burst, count => logger.Run(session, count))[0];
            logger.Flush();
            if (round >= 0)
            {
                calls.Add(call.Nanoseconds);
                rivals.Add(rival.Nanoseconds);
                cpu += between - start;
                rivalCpu += Environment.CpuUsage.TotalTime - between;
            }
        }

        const double events = Rounds * Burst;
        (double own, double other) = (Median.Of(calls), Median.Of(rivals));
        return new Dictionary<string, Figure>
        {
            ["logger.call"] = new(own / other, $"{own:F1} ns, {other:F0} ns"),
            ["logger.cpu"] = new(cpu / rivalCpu, $"{cpu.TotalNanoseconds / events:F0} ns, {rivalCpu.TotalNanoseconds / events:F0} ns"),
        };
    }
}
