using System.Diagnostics;
using System.Text;
using FastEmit.Buffers;

namespace FastEmit.Hooks.Tests.EndToEnd;

/// <summary>What a hook loads before it has answered. Time is not asserted; what costs it is.</summary>
public sealed class HookStartTests
{
    /// <summary>
    /// None of these, each of which would take milliseconds to load: 13 ms System.Text.Json alone, for the smallest input.
    /// </summary>
    private static readonly string[] Forbidden =
    [
#if !DEBUG
        "System.Text.Json", // in a debug build the first event of each type is checked by it
#endif
        "System.CommandLine", "Spectre.Console", "System.Text.RegularExpressions", "System.Linq", "System.Console", "System.IO.MemoryMappedFiles",
        "System.Diagnostics.Process", "System.Net.Http", "System.Net.Sockets", "Microsoft.Extensions.Logging.Abstractions", "FastEmit.Collector", "FastEmit.SocketIO",
    ];

    [Theory]
    [InlineData("pre-tool-bash")]
    [InlineData("post-tool-bash")]
    [InlineData("user-prompt")]
    [InlineData("unknown")]
    [InlineData("invalid")]
    public async Task Hook_Run_LoadsNoParserHostOrTable(string name)
    {
        Assert.SkipWhen(FileBacking.Current is PortableFiles, "The platform's own mappings are what the portable files are.");
        byte[] input = await File.ReadAllBytesAsync(RecordedInputs.PathOf(name), TestContext.Current.CancellationToken);
        string loaded = await TraceAsync(["hook", "--no-agent"], input);
        Assert.Contains("FastEmit.Hooks", loaded, StringComparison.Ordinal);
        Assert.DoesNotContain(Forbidden, assembly => loaded.Contains($"{assembly}, Version=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Guard_AnotherVerb_LoadsTheParserAndIsCaught()
    {
        string loaded = await TraceAsync(["stats", "--json"], []);
        Assert.Contains(Forbidden, assembly => loaded.Contains($"{assembly}, Version=", StringComparison.Ordinal));
    }

    /// <summary>Runs the program under the runtime's own tracing, and returns the trace's texts: the full names of assemblies among them.</summary>
    private static async Task<string> TraceAsync(string[] arguments, byte[] input)
    {
        using HookFolder folder = new();
        string trace = Path.Combine(folder.Folder, "trace.nettrace");
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "FastEmit.Cli"), [.. arguments, "--ring-file", folder.Paths.Prefix])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_EnableEventPipe"] = "1";
        start.Environment["DOTNET_EventPipeOutputPath"] = trace;
        start.Environment["DOTNET_EventPipeConfig"] = "Microsoft-Windows-DotNETRuntime:0x8:4"; // the loader's events
        using Process process = Process.Start(start)!;
        await process.StandardInput.BaseStream.WriteAsync(input, TestContext.Current.CancellationToken);
        process.StandardInput.Close();
        await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        // UTF-16, at even or odd places.
        byte[] bytes = await File.ReadAllBytesAsync(trace, TestContext.Current.CancellationToken);
        return Encoding.Unicode.GetString(bytes) + Encoding.Unicode.GetString(bytes, 1, bytes.Length - 1);
    }
}
