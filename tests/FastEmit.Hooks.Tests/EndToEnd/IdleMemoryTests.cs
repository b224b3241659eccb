using System.Diagnostics;
using System.Globalization;

namespace FastEmit.Hooks.Tests.EndToEnd;

/// <summary>What the native tool holds while it has nothing to do: memory of its own, as the kernel counts it. Pages of the file that were only read are the kernel's to drop.</summary>
public sealed class IdleMemoryTests : IDisposable
{
    private readonly HookFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(15, "agent", "--url", "http://127.0.0.1:1")]
    [InlineData(40, "collect", "--port", "0")]
    public async Task Private_OfAnIdleProcess_IsWithinItsBudget(int megabytes, string verb, params string[] options)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("FASTEMIT_TOOL") is null, "FASTEMIT_TOOL names no published executable.");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells it by /proc.");
        string[] files = verb == "agent" ? ["--ring-file", _folder.Paths.Prefix] : ["--data", Path.Combine(_folder.Folder, "data")];
        using Process process = Process.Start(new ProcessStartInfo(ToolPath.Tool, [verb, .. options, .. files]) { RedirectStandardError = true })!;
        try
        {
            Assert.NotNull(await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken)); // it says so when it is ready
            long bytes = File.ReadLines($"/proc/{process.Id}/smaps_rollup")
                .Where(static line => line.StartsWith("Private_Dirty:", StringComparison.Ordinal))
                .Sum(static line => 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));
            TestContext.Current.TestOutputHelper?.WriteLine($"{verb}: {bytes / 1e6:F1} MB");
            Assert.InRange(bytes, 1, megabytes * 1_000_000L);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }
}
