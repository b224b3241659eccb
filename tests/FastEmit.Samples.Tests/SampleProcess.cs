using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FastEmit.Samples.Tests;

/// <summary>A sample in a process of its own, as its user runs it.</summary>
internal sealed partial class SampleProcess : IAsyncDisposable
{
    private const int Terminate = 15; // SIGTERM

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly List<string> _lines = [];

    private SampleProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts the sample of a folder, from its own folder of settings.</summary>
    public static SampleProcess Start(string sample, params string[] arguments)
    {
        string root = RepositoryRoot.Path;
        string name = $"FastEmit.Samples.{sample}";
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Name; // artifacts/bin/PROJECT/debug
        ProcessStartInfo start = new("dotnet", [Path.Combine(root, "artifacts", "bin", name, configuration, $"{name}.dll"), .. arguments])
        {
            WorkingDirectory = Path.Combine(root, "samples", sample),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new SampleProcess(Process.Start(start)!);
    }

    /// <summary>The first line of output, from here on, that holds a text.</summary>
    public async Task<string> ReadLineAsync(string containing, CancellationToken cancellationToken)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            _lines.Add(line);
            if (line.Contains(containing, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"It ended without saying '{containing}': {string.Join('\n', _lines)}\n{await _errors}");
    }

    /// <summary>Asks it to end, as Ctrl+C and service managers do, and returns its exit code.</summary>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        Assert.Equal(0, Kill(_process.Id, Terminate));
        return await ExitAsync(cancellationToken);
    }

    /// <summary>Waits for its end and returns its exit code.</summary>
    public async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        await _process.StandardOutput.ReadToEndAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
