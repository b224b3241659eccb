using System.Diagnostics;

namespace FastEmit.Load;

/// <summary>Processes that are started from the folder of this assembly.</summary>
internal static class ChildProcess
{
    /// <summary>This suite again, with other arguments.</summary>
    public static ProcessStartInfo OfThisSuite(IEnumerable<string> arguments) => Of("FastEmit.Load.dll", arguments);

    /// <summary>The command line.</summary>
    public static ProcessStartInfo OfCommandLine(IEnumerable<string> arguments) => Of("FastEmit.Cli.dll", arguments);

    private static ProcessStartInfo Of(string assembly, IEnumerable<string> arguments) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments]);
}
