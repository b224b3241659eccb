using BenchmarkDotNet.Running;
using FastEmit.Benchmarks.Budgets;
using FastEmit.Benchmarks.Buffers;
using FastEmit.Benchmarks.Client;
using FastEmit.Benchmarks.Collector;
using FastEmit.Benchmarks.Generators;
using FastEmit.Benchmarks.History;
using FastEmit.Benchmarks.Hooks;
using FastEmit.Benchmarks.Micro;
using FastEmit.Benchmarks.Serialization;
using FastEmit.Benchmarks.Starting;

namespace FastEmit.Benchmarks;

/// <summary>
/// <c>-- budgets</c> judges every budget (<c>-- budgets emit</c>: those of one group); <c>-- --filter *Serialization*</c> runs BenchmarkDotNet and
/// writes a report into artifacts/bench/micro (all: <c>-- --filter *</c>; shorter: <c>--job short</c>); <c>-- quick</c> and <c>-- quick ring</c> print medians of
/// short loops side by side, for a look between two edits, as does <c>-- collector</c>; <c>-- history</c> searches a large store; <c>-- generator</c> times the source generator; <c>-- client</c>
/// sets the Socket.IO client beside SocketIOClient; <c>-- hook</c> the whole process of an agent's hook beside Node and Python; <c>-- start</c> programs that begin, send
/// a hundred events and end.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["budgets"]:
                return await BudgetRun.RunAsync(isShort: false);
            case ["budgets", "--short"]:
                return await BudgetRun.RunAsync(isShort: true);
            case ["budgets", var group]:
                return await BudgetRun.RunAsync(isShort: false, group);
            case ["quick", "ring"]:
                return RingQuickRun.Run();
            case ["quick", ..]:
                return SerializationQuickRun.Run();
            case ["generator", ..]:
                return GeneratorQuickRun.Run();
            case ["collector", ..]:
                return CollectorQuickRun.Run();
            case ["history", ..]:
                return await HistoryRun.RunAsync(args.AsMemory(1));
            case ["client", ..]:
                return await ClientQuickRun.RunAsync();
            case ["start"]:
                return await StartRun.RunAsync();
            case ["hook", ..]:
                return await HookQuickRun.RunAsync(args.AsMemory(1));
            default:
                BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, new MicroConfig());
                return 0;
        }
    }
}
