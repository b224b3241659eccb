using System.Diagnostics;
using System.Text.Json;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Hooks.Tests.EndToEnd;

/// <summary><c>fastemit validate</c> and <c>listen</c> against the real servers.</summary>
public sealed class ValidateTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Validate_NodeServer_PassesEveryCheck()
    {
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Namespaces = ["/", "/hook"] });
        (int exit, JsonElement report) = await ValidateAsync(server.Url, "/hook");
        Assert.True(exit == 0, report.ToString());
        Assert.True(report.GetProperty("passed").GetBoolean());
        Assert.Equal(8, report.GetProperty("checks").GetArrayLength());
    }

    [Fact]
    public async Task Validate_PythonServer_PassesEveryCheck()
    {
        await using PythonServer server = await PythonServer.StartAsync();
        (int exit, JsonElement report) = await ValidateAsync(server.Url, "/");
        Assert.True(exit == 0, report.ToString());
    }

    [Fact]
    public async Task Validate_NothingThere_FallsShort()
    {
        (int exit, JsonElement report) = await ValidateAsync($"http://127.0.0.1:{LoopbackPort.Reserve()}", "/");
        Assert.Equal(1, exit);
        JsonElement check = Assert.Single(report.GetProperty("checks").EnumerateArray());
        Assert.Equal("server", check.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Listen_ServerEmits_PrintsOneJsonLineEachAndEndsAfterTheCount()
    {
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Namespaces = ["/", "/hook"], Script = "server.mjs" });
        using Process listen = Start("listen", "--url", server.Url, "--namespace", "/", "--namespace", "/hook", "--count", "2");
        string? said = null;
        for (int joined = 0; joined < 2; joined += said!.StartsWith("joined ", StringComparison.Ordinal) ? 1 : 0)
        {
            said = await listen.StandardError.ReadLineAsync(Cancellation);
        }

        await server.EmitAsync("/", "first", new { text = "a\nb" });
        JsonElement first = JsonElement.Parse((await listen.StandardOutput.ReadLineAsync(Cancellation))!);
        await server.EmitAsync("/hook", "second", 2);
        JsonElement second = JsonElement.Parse((await listen.StandardOutput.ReadLineAsync(Cancellation))!);
        await listen.WaitForExitAsync(Cancellation);

        Assert.Equal(("/", "first", 1), (first.GetProperty("namespace").GetString(), first.GetProperty("event").GetString(), first.GetProperty("args").GetArrayLength()));
        Assert.Equal("a\nb", first.GetProperty("args")[0].GetProperty("text").GetString());
        Assert.Equal(("/hook", "second", 1), (second.GetProperty("namespace").GetString(), second.GetProperty("event").GetString(), second.GetProperty("args").GetArrayLength()));
        Assert.Equal(0, listen.ExitCode);
    }

    [Fact]
    public async Task Listen_NamespaceThatIsNotThere_FallsShort()
    {
        await using NodeServer server = await NodeServer.StartAsync();
        using Process listen = Start("listen", "--url", server.Url, "--namespace", "/nowhere");
        string said = await listen.StandardError.ReadToEndAsync(Cancellation);
        await listen.WaitForExitAsync(Cancellation);
        Assert.Contains("Invalid namespace", said, StringComparison.Ordinal);
        Assert.Equal(1, listen.ExitCode);
    }

    private static async Task<(int Exit, JsonElement Report)> ValidateAsync(string url, string ns)
    {
        using Process process = Start("validate", "--url", url, "--namespace", ns, "--json");
        Task<string> output = process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, JsonElement.Parse(await output));
    }

    private static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo(ToolPath.Tool, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
