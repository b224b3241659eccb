using System.Diagnostics;
using FastEmit.Buffers;

namespace FastEmit.Tests.Buffers;

/// <summary>Tests of this program, run once more in a process whose ring files are portable.</summary>
internal static class PortableRun
{
    /// <summary>Runs them. All must pass.</summary>
    /// <param name="filters">Options of the test program that choose them.</param>
    public static async Task AssertPassesAsync(params string[] filters)
    {
        Assert.SkipWhen(FileBacking.Current is PortableFiles, "They are portable already.");
        ProcessStartInfo start = new(Environment.ProcessPath!, filters) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[FileBacking.Variable] = "portable";
        start.Environment.Remove("FASTEMIT_TOOL"); // native ones for Linux, some of which have the Linux files alone
        start.Environment.Remove("FASTEMIT_HOOK");
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output + await errors);
        Assert.Contains("succeeded:", output, StringComparison.Ordinal);
    }
}
