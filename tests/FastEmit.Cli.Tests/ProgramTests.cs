using System.Diagnostics;
using System.Text.Json;

namespace FastEmit.Cli.Tests;

/// <summary>The program as a process of its own, with real streams and real signals.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly CancellationTokenSource _patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly List<Process> _started = [];

    public ProgramTests() => _patience.CancelAfter(TimeSpan.FromMinutes(1));

    private CancellationToken Cancellation => _patience.Token;

    /// <summary>A process that does not end by itself does not outlive its test.</summary>
    public void Dispose()
    {
        foreach (Process process in _started)
        {
            if (!process.HasExited)
            {
                process.Kill();
                process.WaitForExit();
            }

            process.Dispose();
        }

        _patience.Dispose();
    }

    [Fact]
    public async Task Main_NoVerb_ExitsWithBadUsage()
    {
        Process process = Start();

        await process.WaitForExitAsync(Cancellation);

        Assert.Equal(2, process.ExitCode);
        Assert.Contains("a verb is needed", await process.StandardError.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Main_DemoInterrupted_FlushesIntoItsOwnCollectorAndSucceeds()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals are sent and their masks read as on Linux");
        Process process = Start("demo", "--seconds", "3600", "--json");
        Assert.StartsWith("dashboard ", await process.StandardError.ReadLineAsync(Cancellation), StringComparison.Ordinal);

        await InterruptAsync(process);
        JsonElement json = await ReadJsonAsync(process);

        Assert.Equal(0, process.ExitCode);
        Assert.Equal(json.GetProperty("offered").GetInt64(), json.GetProperty("collected").GetInt64());
        Assert.False(json.TryGetProperty("lastError", out _)); // the signal is the verb's, not the embedded server's
    }

    [Fact]
    public async Task Main_EmitInterruptedWhileTheInputIsSilent_FlushesAndReports()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals are sent and their masks read as on Linux");
        await using RecordingCollector collector = await RecordingCollector.StartAsync();
        Process process = Start("emit", "--url", collector.Url, "--json");
        await process.StandardInput.WriteLineAsync("""{"n":1}""".AsMemory(), Cancellation);
        await process.StandardInput.FlushAsync(Cancellation);
        await collector.WaitForArrivalsAsync(1);

        await InterruptAsync(process);
        JsonElement json = await ReadJsonAsync(process);

        Assert.Equal(1, process.ExitCode);
        Assert.Equal(1, json.GetProperty("confirmed").GetInt64());
    }

    [Fact]
    public async Task Main_Emit_ReadsStandardInputAndSucceeds()
    {
        await using RecordingCollector collector = await RecordingCollector.StartAsync();
        Process process = Start("emit", "--url", collector.Url, "--json");
        await process.StandardInput.WriteAsync("{\"n\":1}\n{\"text\":\"日本語\"}".AsMemory(), Cancellation);
        process.StandardInput.Close();

        JsonElement json = await ReadJsonAsync(process);

        Assert.Equal(0, process.ExitCode);
        Assert.Equal(2, json.GetProperty("confirmed").GetInt64());
        Assert.Equal("日本語", collector.Events[1].Json.GetProperty("text").GetString());
    }

    private Process Start(params string[] arguments)
    {
        Process process = Process.Start(new ProcessStartInfo(ToolPath.Tool, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        })!;
        _started.Add(process);
        return process;
    }

    /// <summary>Ctrl-C. A shell starts its background jobs with that ignored, and their children inherit it: then SIGTERM, which does the same.</summary>
    private async Task InterruptAsync(Process process)
    {
        const int interrupt = 1 << 1; // SIGINT, as a bit of the mask
        string ignored = File.ReadLines($"/proc/{process.Id}/status").First(static line => line.StartsWith("SigIgn:", StringComparison.Ordinal))[^16..];
        string signal = (Convert.ToInt64(ignored, 16) & interrupt) == 0 ? "-INT" : "-TERM";
        using Process kill = Process.Start("kill", [signal, process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Cancellation);
    }

    private async Task<JsonElement> ReadJsonAsync(Process process)
    {
        string output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return JsonDocument.Parse(output).RootElement;
    }
}
