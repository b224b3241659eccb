using System.Diagnostics;

namespace FastEmit.Load;

/// <summary>Processes that are started from the folder of this assembly.</summary>
internal static class ChildProcess
{
    /// <summary>This suite again, with other arguments.</summary>
    public static ProcessStartInfo OfThisSuite(IEnumerable<string> arguments) => Of("FastEmit.Load.dll", arguments);

    /// <summary>The command line.</summary>
    public static ProcessStartInfo OfCommandLine(IEnumerable<string> arguments) => Of("FastEmit.Cli.dll", arguments);

    /// <summary>
    /// Without the compiler's quick tier: a run takes about a second, most of which would otherwise go by in code that is about to be
    /// replaced, and on machines of two cores beside the compiler.
    /// </summary>
    private static ProcessStartInfo Of(string assembly, IEnumerable<string> arguments) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments]) { Environment = { ["DOTNET_TC_QuickJit"] = "0" } };
}
