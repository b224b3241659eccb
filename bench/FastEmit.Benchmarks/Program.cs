using BenchmarkDotNet.Running;
using FastEmit.Benchmarks.Serialization;

namespace FastEmit.Benchmarks;

/// <summary>
/// <c>-- --filter *Serialization*</c> runs BenchmarkDotNet; <c>-- quick</c> prints medians of short loops and the ratios
/// within one run, for a look between two edits.
/// </summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        if (args is ["quick", ..])
        {
            return SerializationQuickRun.Run();
        }

        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
    }
}
