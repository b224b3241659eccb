using System.Diagnostics;
using System.Text.Json;

namespace FastEmit.Interop.Tests.Servers;

/// <summary>python-socketio on aiohttp in a process of its own, which can be killed and started again on the same port.</summary>
internal sealed class PythonServer : IAsyncDisposable
{
    private static readonly Lazy<Task<string?>> Interpreter = new(FindInterpreterAsync);

    private readonly int _port = LoopbackPort.Reserve();
    private readonly int _pingInterval;
    private readonly int _pingTimeout;
    private Process? _process;

    private PythonServer(int pingInterval, int pingTimeout)
    {
        _pingInterval = pingInterval;
        _pingTimeout = pingTimeout;
    }

    /// <summary>Its address for clients.</summary>
    public string Url => $"http://127.0.0.1:{_port}";

    /// <summary>Starts a server. Skips the calling test, with the reason, where Python or its packages are missing.</summary>
    public static async Task<PythonServer> StartAsync(int pingInterval = 25_000, int pingTimeout = 20_000)
    {
        await RequireInterpreterAsync();
        PythonServer server = new(pingInterval, pingTimeout);
        await server.LaunchAsync();
        return server;
    }

    /// <summary>The interpreter. Skips the calling test, with the reason, where Python or its packages are missing.</summary>
    public static async Task<string> RequireInterpreterAsync()
    {
        string? interpreter = await Interpreter.Value.WaitAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen(
            interpreter is null,
            "No Python with socketio and aiohttp was found (Debian: python3-socketio, python3-aiohttp; .ci/install installs them).");
        return interpreter!;
    }

    /// <summary>Kills it and starts it again on the same port.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        await LaunchAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await KillAsync();

    private async Task LaunchAsync()
    {
        string script = Path.Combine(NodeRuntime.ScriptFolder, "..", "Python", "server.py");
        string options = $$"""{"port":{{_port}},"pingInterval":{{_pingInterval}},"pingTimeout":{{_pingTimeout}}}""";
        ProcessStartInfo start = new(await RequireInterpreterAsync(), [script, options])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        string? line = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        if (line is null || !JsonElement.Parse(line).TryGetProperty("ready", out _))
        {
            throw new InvalidOperationException($"server.py did not start: {line}");
        }
    }

    private async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private static async Task<string?> FindInterpreterAsync()
    {
        // Distributions install their packages for their own interpreter, which need not be the first on the PATH.
        foreach (string candidate in new[] { "python3", "/usr/bin/python3" })
        {
            try
            {
                using Process process = Process.Start(new ProcessStartInfo(candidate, ["-c", "import socketio, aiohttp"])
                {
                    RedirectStandardError = true,
                })!;
                await process.WaitForExitAsync();
                if (process.ExitCode == 0)
                {
                    return candidate;
                }
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // Not installed.
            }
        }

        return null;
    }
}
