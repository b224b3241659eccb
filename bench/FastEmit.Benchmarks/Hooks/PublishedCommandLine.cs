using System.Diagnostics;
using System.Runtime.InteropServices;
using FastEmit.Tests.Shared;

namespace FastEmit.Benchmarks.Hooks;

/// <summary>The command line as users get it: published, compiled ahead of time.</summary>
internal static class PublishedCommandLine
{
    private const string Project = "src/FastEmit.Cli/FastEmit.Cli.csproj";

    /// <summary>Publishes it for this platform, which takes a minute or two.</summary>
    /// <returns>The path of the executable.</returns>
    public static async Task<string> PublishAsync(string folder)
    {
        ProcessStartInfo start = new(
            "dotnet",
            ["publish", Path.Combine(RepositoryRoot.Path, Project), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", folder, "-nologo", "-v", "quiet"])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? Path.Combine(folder, "FastEmit.Cli") : throw new InvalidOperationException($"dotnet publish failed:\n{output}");
    }
}
