using System.Diagnostics;
using System.Text.Json;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Interop.Tests.Collector;

/// <summary>The official client in a process of its own.</summary>
internal static class NodeClient
{
    /// <summary>Runs one scenario of <c>collector-client.mjs</c> and returns what it saw.</summary>
    public static async Task<JsonElement> RunAsync(string scenario, string url, string[] transports, object? auth = null)
    {
        await NodeRuntime.EnsureAsync();
        string arguments = JsonSerializer.Serialize(new { scenario, url, transports, auth });
        ProcessStartInfo start = new("node", [Path.Combine(NodeRuntime.ScriptFolder, "collector-client.mjs"), arguments])
        {
            RedirectStandardInput = true, // It ends with this process.
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process node = Process.Start(start)!;
        try
        {
            Task<string> errors = node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            string output = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await node.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(node.ExitCode == 0, $"{scenario} over {string.Join(", ", transports)}: {await errors}");
            return JsonElement.Parse(output);
        }
        finally
        {
            node.Kill();
        }
    }
}
