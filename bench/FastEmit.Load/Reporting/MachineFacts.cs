using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FastEmit.Load.Reporting;

/// <summary>What the figures were measured on.</summary>
internal static class MachineFacts
{
    /// <summary>One line.</summary>
    public static async Task<string> DescribeAsync() =>
        $"{Environment.ProcessorCount} cores ({Processor()}), {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, Node {await NodeVersionAsync()}, loopback";

    private static string Processor()
    {
        const string facts = "/proc/cpuinfo";
        string? model = File.Exists(facts)
            ? File.ReadLines(facts).FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return model?[(model.IndexOf(':') + 2)..] ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static async Task<string> NodeVersionAsync()
    {
        using Process node = Process.Start(new ProcessStartInfo("node", ["--version"]) { RedirectStandardOutput = true })!;
        return (await node.StandardOutput.ReadToEndAsync()).Trim();
    }
}
