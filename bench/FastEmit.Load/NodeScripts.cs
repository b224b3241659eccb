using System.Diagnostics;
using FastEmit.Tests.Shared;

namespace FastEmit.Load;

/// <summary>The scripts of the <c>Node</c> folder. Their packages are installed on first use.</summary>
internal static class NodeScripts
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "bench", "FastEmit.Load", "Node");
    private static readonly Lazy<Task> Installed = new(InstallAsync);

    /// <summary>What starts a script.</summary>
    /// <exception cref="InvalidOperationException">Node or the packages are not there.</exception>
    public static async Task<ProcessStartInfo> StartInfoAsync(string script, params IEnumerable<string> arguments)
    {
        await Installed.Value;
        return new ProcessStartInfo("node", [Path.Combine(Folder, script), .. arguments]);
    }

    private static async Task InstallAsync()
    {
        if (Directory.Exists(Path.Combine(Folder, "node_modules", "socket.io")))
        {
            return;
        }

        using Process npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund", "--silent"]) { WorkingDirectory = Folder })!;
        await npm.WaitForExitAsync();
        if (npm.ExitCode != 0)
        {
            throw new InvalidOperationException($"'npm ci' in {Folder} failed with exit code {npm.ExitCode}.");
        }
    }
}
