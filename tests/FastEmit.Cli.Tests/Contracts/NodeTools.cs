using System.Diagnostics;

namespace FastEmit.Cli.Tests.Contracts;

/// <summary>Node and what proves the contract files, installed on first use.</summary>
internal static class NodeTools
{
    private static readonly Lazy<Task> Installed = new(InstallAsync);

    public static string Folder { get; } = Path.Combine(RepositoryRoot.Path, "tests", "FastEmit.Cli.Tests", "Contracts", "Node");

    /// <summary>Without Node the calling test is skipped, or fails where CI is true.</summary>
    public static async Task EnsureAsync()
    {
        try
        {
            await RunAsync("node", ["--version"]);
        }
        catch (System.ComponentModel.Win32Exception) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip("Node.js with npm is not on the PATH; the proofs of contract files need it.");
        }

        await Installed.Value;
    }

    /// <summary>Runs to the end; the output, or what it said when it failed.</summary>
    public static async Task<string> RunAsync(string program, string[] arguments)
    {
        using Process process = Start(program, arguments);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {output}{await errors}");
        return output;
    }

    public static Process Start(string program, string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        WorkingDirectory = Folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static async Task InstallAsync()
    {
        string wanted = await File.ReadAllTextAsync(Path.Combine(Folder, "package-lock.json"));
        string stamp = Path.Combine(Folder, "node_modules", ".installed-lock.json");
        if (!File.Exists(stamp) || await File.ReadAllTextAsync(stamp) != wanted)
        {
            await RunAsync("npm", ["ci", "--no-audit", "--no-fund"]);
            await File.WriteAllTextAsync(stamp, wanted);
        }
    }
}
