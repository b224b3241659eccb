using System.Diagnostics;
using System.Text;
using System.Text.Json;
using FastEmit.Hooks.State;

namespace FastEmit.Hooks.Tests.EndToEnd;

/// <summary>Hooks that are started without standard streams: the next files that they open get those numbers.</summary>
public sealed class ClosedStreamTests
{
    private const string Answer = "{\"continue\":true}\n";

    [Theory]
    [InlineData("<&-", false)]
    [InlineData("<&-", true)]
    [InlineData(">&-", false)]
    [InlineData(">&-", true)]
    [InlineData("2>&-", false)]
    [InlineData("2>&-", true)]
    [InlineData("<&- >&-", false)]
    [InlineData("<&- >&-", true)]
    [InlineData("<&- >&- 2>&-", false)]
    [InlineData("<&- >&- 2>&-", true)]
    public async Task Hook_StreamsClosed_ReadsNothingElseAndWritesIntoNoFile(string closed, bool isOwn)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the shell's way to close descriptors");
        using HookFolder folder = new();
        string verb = isOwn ? "" : "hook ";
        ProcessStartInfo start = new("/bin/sh", ["-c", $"exec \"$0\" {verb}--no-agent --ring-file \"$1\" {closed}", isOwn ? ToolPath.Hook : ToolPath.Tool, folder.Paths.Prefix])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process hook = Process.Start(start)!;
        hook.StandardInput.Close();
        string output = await hook.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", await hook.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await hook.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0, closed.Contains(">&-", StringComparison.Ordinal) && !closed.StartsWith('2') ? "" : Answer), (hook.ExitCode, output));
        Assert.Equal((1, 1), (folder.Count(HookCounter.Hooks), folder.Count(HookCounter.InvalidInputs)));
        JsonElement data = folder.ReadEvents().Single().GetProperty("data");
        Assert.Equal(0, data.GetProperty("input_bytes").GetInt32());
        Assert.All(Directory.GetFiles(folder.Folder), static file => Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Answer))));
    }
}
