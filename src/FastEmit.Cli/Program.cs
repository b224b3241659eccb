using System.Runtime.CompilerServices;
using FastEmit.Cli.Terminals;
using FastEmit.Hooks;

namespace FastEmit.Cli;

internal static class Program
{
    /// <summary>
    /// Passes the arguments to the command line. A hook must start within milliseconds, so it is dispatched here, before the
    /// assemblies of parser and tables are loaded. This method must not name any of their types.
    /// </summary>
    private static int Main(string[] arguments) =>
        arguments is ["hook", ..] && !AsksForHelp(arguments) ? RunHook(arguments) : RunParsedAsync(arguments).GetAwaiter().GetResult();

    private static bool AsksForHelp(string[] arguments)
    {
        foreach (string argument in arguments)
        {
            if (argument is "--help" or "-h" or "-?" or "/?")
            {
                return true;
            }
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int RunHook(string[] arguments) => HookProcess.Run(arguments.AsSpan(1));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<int> RunParsedAsync(string[] arguments)
    {
        using var interruption = new Interruption();
        return await FastEmitCommand.RunAsync(arguments, Terminal.OfProcess(), interruption.Requested);
    }
}
