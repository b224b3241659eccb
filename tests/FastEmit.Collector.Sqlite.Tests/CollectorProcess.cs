using System.Diagnostics;
using System.Globalization;

namespace FastEmit.Collector.Sqlite.Tests;

/// <summary><c>fastemit collect</c> in a process of its own, which is killed (SIGKILL) on demand and when this process ends, however it ends.</summary>
internal sealed class CollectorProcess : IDisposable
{
    /// <summary>Starts the collector and kills it when standard input ends.</summary>
    private const string Script = """exec 3<&0; "$@" & child=$!; (cat <&3 >/dev/null; kill -9 $child) & wait $child""";

    private static readonly string ProgramPath = Path.Combine(AppContext.BaseDirectory, "FastEmit.Cli.dll");

    private readonly Process _shell;

    private CollectorProcess(Process shell) => _shell = shell;

    /// <summary>Starts one that keeps its events in a folder, and completes when it listens.</summary>
    public static Task<CollectorProcess> StartAsync(int port, string folder) => StartAsync(port, ["--data", folder]);

    /// <summary>Starts one and completes when it listens.</summary>
    public static async Task<CollectorProcess> StartAsync(int port, string[] options)
    {
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        string[] command = [host, ProgramPath, "collect", "--port", port.ToString(CultureInfo.InvariantCulture), .. options, "--json"];
        ProcessStartInfo start = new("sh", ["-c", Script, "sh", .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        CollectorProcess process = new(Process.Start(start)!);
        string? line = await process._shell.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("collecting at ", line, StringComparison.Ordinal);
        _ = process._shell.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        return process;
    }

    /// <summary>Kills it and completes when it is gone.</summary>
    public async Task KillAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The memory that is in use and no file's (Linux).</summary>
    public long ReadPrivateBytes()
    {
        foreach (string child in File.ReadAllText($"/proc/{_shell.Id}/task/{_shell.Id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (File.ReadAllText($"/proc/{child}/cmdline").Contains($"{ProgramPath}\0collect", StringComparison.Ordinal))
            {
                string line = File.ReadLines($"/proc/{child}/status").Single(static line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
                return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
            }
        }

        throw new InvalidOperationException("The collector is gone.");
    }

    public void Dispose()
    {
        _shell.StandardInput.Close();
        _shell.WaitForExit();
        _shell.Dispose();
    }
}
