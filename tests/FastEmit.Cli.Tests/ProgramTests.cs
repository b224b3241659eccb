using System.Diagnostics;
using System.Text.Json;

namespace FastEmit.Cli.Tests;

/// <summary>The program as a process of its own, with real streams and real signals.</summary>
public sealed class ProgramTests
{
    private static readonly string ProgramPath = Path.Combine(AppContext.BaseDirectory, "FastEmit.Cli.dll");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Main_NoVerb_ExitsWithBadUsage()
    {
        using Process process = Start();

        await process.WaitForExitAsync(Cancellation);

        Assert.Equal(2, process.ExitCode);
        Assert.Contains("a verb is needed", await process.StandardError.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Main_DemoInterrupted_FlushesIntoItsOwnCollectorAndSucceeds()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a console process cannot be sent Ctrl-C alone on Windows");
        using Process process = Start("demo", "--seconds", "3600", "--json");
        Assert.StartsWith("dashboard ", await process.StandardError.ReadLineAsync(Cancellation), StringComparison.Ordinal);

        await InterruptAsync(process);
        JsonElement json = await ReadJsonAsync(process);

        Assert.Equal(0, process.ExitCode);
        Assert.Equal(json.GetProperty("queued").GetInt64(), json.GetProperty("collected").GetInt64());
        Assert.False(json.TryGetProperty("lastError", out _)); // the signal is the verb's, not the embedded server's
    }

    [Fact]
    public async Task Main_EmitInterruptedWhileTheInputIsSilent_FlushesAndReports()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a console process cannot be sent Ctrl-C alone on Windows");
        await using RecordingCollector collector = await RecordingCollector.StartAsync();
        using Process process = Start("emit", "--url", collector.Url, "--json");
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
        using Process process = Start("emit", "--url", collector.Url, "--json");
        await process.StandardInput.WriteAsync("{\"n\":1}\n{\"text\":\"日本語\"}".AsMemory(), Cancellation);
        process.StandardInput.Close();

        JsonElement json = await ReadJsonAsync(process);

        Assert.Equal(0, process.ExitCode);
        Assert.Equal(2, json.GetProperty("confirmed").GetInt64());
        Assert.Equal("日本語", collector.Events[1].Json.GetProperty("text").GetString());
    }

    private static Process Start(params string[] arguments)
    {
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return Process.Start(new ProcessStartInfo(host, [ProgramPath, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        })!;
    }

    private static async Task InterruptAsync(Process process)
    {
        using Process kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Cancellation);
    }

    private static async Task<JsonElement> ReadJsonAsync(Process process)
    {
        string output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return JsonDocument.Parse(output).RootElement;
    }
}
