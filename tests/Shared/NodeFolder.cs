using System.Diagnostics;

namespace FastEmit.Tests.Shared;

/// <summary>A folder with a package.json, whose packages are installed on first use.</summary>
internal sealed class NodeFolder
{
    private readonly Lazy<Task> _installed;

    public NodeFolder(params string[] pathInRepository)
    {
        Folder = Path.Combine([RepositoryRoot.Path, .. pathInRepository]);
        _installed = new(InstallAsync);
    }

    public string Folder { get; }

    /// <summary>Without Node the calling test is skipped, or fails where CI is true.</summary>
    public async Task EnsureAsync()
    {
        try
        {
            await RunAsync("node", ["--version"]);
        }
        catch (System.ComponentModel.Win32Exception) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip("Node.js with npm is not on the PATH; what proves the contract files needs it.");
        }

        await _installed.Value;
    }

    /// <summary>Runs to the end; the output, or what it said when it failed.</summary>
    public async Task<string> RunAsync(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        using Process process = Start(program, arguments, environment);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {output}{await errors}");
        return output;
    }

    public Process Start(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private async Task InstallAsync()
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
