using System.Diagnostics;

namespace FastEmit.Interop.Tests.Servers;

/// <summary>Node and the packages of the <c>Node</c> folder, installed on first use.</summary>
internal static class NodeRuntime
{
    /// <summary>Content of the lock file that <c>node_modules</c> was installed from.</summary>
    private const string InstalledStamp = "node_modules/.installed-lock.json";

    private static readonly Lazy<Task> Installed = new(InstallAsync);

    /// <summary>The folder of the scripts.</summary>
    public static string ScriptFolder { get; } = Path.Combine(RepositoryRoot.Path, "tests", "FastEmit.Interop.Tests", "Node");

    /// <summary>
    /// Makes sure that scripts can run. Without Node the calling test is skipped, or fails when the environment variable
    /// CI is true; a failing installation fails it always.
    /// </summary>
    public static async Task EnsureAsync()
    {
        if (Which("node") is null || Which("npm") is null)
        {
            const string reason = "Node.js with npm is not on the PATH; the tests against the official Socket.IO server need it.";
            if (Environment.GetEnvironmentVariable("CI") == "true")
            {
                Assert.Fail(reason);
            }

            Assert.Skip(reason);
        }

        await Installed.Value.WaitAsync(TestContext.Current.CancellationToken);
    }

    private static async Task InstallAsync()
    {
        // Test processes may run at once; the operating system drops the lock of one that dies.
        string lockPath = Path.Combine(ScriptFolder, ".install.lock");
        await using FileStream exclusive = await OpenExclusivelyAsync(lockPath);
        string wanted = await File.ReadAllTextAsync(Path.Combine(ScriptFolder, "package-lock.json"));
        string stampPath = Path.Combine(ScriptFolder, InstalledStamp);
        if (File.Exists(stampPath) && await File.ReadAllTextAsync(stampPath) == wanted)
        {
            return;
        }

        var start = new ProcessStartInfo(Which("npm")!, ["ci", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = ScriptFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process npm = Process.Start(start)!;
        Task<string> output = npm.StandardOutput.ReadToEndAsync();
        string errors = await npm.StandardError.ReadToEndAsync();
        await npm.WaitForExitAsync();
        if (npm.ExitCode != 0)
        {
            throw new InvalidOperationException($"'npm ci' in {ScriptFolder} failed with exit code {npm.ExitCode}:\n{await output}\n{errors}");
        }

        await File.WriteAllTextAsync(stampPath, wanted);
    }

    private static async Task<FileStream> OpenExclusivelyAsync(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100)); // Another process installs.
            }
        }
    }

    private static string? Which(string program)
    {
        string[] suffixes = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [""];
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => suffixes.Select(suffix => Path.Combine(folder, program + suffix)))
            .FirstOrDefault(File.Exists);
    }
}
