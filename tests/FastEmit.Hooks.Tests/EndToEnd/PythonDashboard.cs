using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace FastEmit.Hooks.Tests.EndToEnd;

/// <summary>A dashboard of the legacy kind in a process of its own; see <c>dashboard.py</c>.</summary>
internal sealed class PythonDashboard : IAsyncDisposable
{
    private Process? _process;
    private readonly string _log;

    private PythonDashboard(Process process, string log, int port)
    {
        _process = process;
        _log = log;
        Port = port;
    }

    public int Port { get; }

    public string Url => $"http://127.0.0.1:{Port}";

    /// <summary>Starts one. Skips the calling test where Python or its packages are missing.</summary>
    public static async Task<PythonDashboard> StartAsync(bool socket, int port = 0, string? log = null)
    {
        if (await FindInterpreterAsync() is not { } interpreter)
        {
            Assert.Skip("No Python with socketio and aiohttp was found (Debian: python3-socketio, python3-aiohttp; .ci/install installs them).");
            throw new InvalidOperationException();
        }

        log ??= Path.GetTempFileName();
        string options = JsonSerializer.Serialize(new { port, log, socket });
        Process process = Process.Start(new ProcessStartInfo(interpreter, [Script(), options]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        string? line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        return line is null
            ? throw new InvalidOperationException("dashboard.py did not start.")
            : new PythonDashboard(process, log, JsonElement.Parse(line).GetProperty("port").GetInt32());
    }

    /// <summary>What it has got so far.</summary>
    public IReadOnlyList<JsonElement> Events()
    {
        using FileStream file = new(_log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        string text = new StreamReader(file).ReadToEnd();
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonElement.Parse(line))];
    }

    /// <summary>Ends it and starts another one on the same port, with the same log.</summary>
    public async Task<PythonDashboard> ReplaceAsync(bool socket)
    {
        await EndAsync();
        return await StartAsync(socket, Port, _log);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        File.Delete(_log);
    }

    private async Task EndAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }
    }

    private static string Script([CallerFilePath] string thisFile = "") => Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "Python", "dashboard.py");

    private static async Task<string?> FindInterpreterAsync()
    {
        foreach (string candidate in new[] { "python3", "/usr/bin/python3" })
        {
            try
            {
                using Process process = Process.Start(new ProcessStartInfo(candidate, ["-c", "import socketio, aiohttp"]) { RedirectStandardError = true })!;
                await process.WaitForExitAsync(TestContext.Current.CancellationToken);
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
