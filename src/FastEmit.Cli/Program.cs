using System.Runtime.CompilerServices;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Terminals;

namespace FastEmit.Cli;

internal static class Program
{
    /// <summary>
    /// Hands the arguments to the command line. A verb that must start within milliseconds is dispatched here, before
    /// the parser's and the tables' assemblies are loaded: that is why this method names none of their types.
    /// </summary>
    private static Task<int> Main(string[] arguments) => RunParsedAsync(arguments);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<int> RunParsedAsync(string[] arguments)
    {
        using var interruption = new Interruption();
        return await FastEmitCommand.RunAsync(arguments, Terminal.OfProcess(), interruption.Requested);
    }
}
