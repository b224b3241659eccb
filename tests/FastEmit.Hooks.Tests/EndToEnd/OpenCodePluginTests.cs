using System.Diagnostics;
using System.Text.Json;
using FastEmit.Hooks.Agents;
using FastEmit.Hooks.Settings;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Hooks.Tests.EndToEnd;

/// <summary>The plugin for OpenCode, run by Node as that agent would.</summary>
public sealed class OpenCodePluginTests
{
    private const string Host = """
        import { FastEmit } from "./fastemit.mjs";
        const hooks = await FastEmit({ directory: "/home/dev/app" });
        await hooks.event({ event: { type: "session.created", properties: { info: { id: "ses_1" } } } });
        await hooks.event({ event: { type: "message.part.updated", properties: {} } });
        await hooks["chat.message"]({ sessionID: "ses_1" }, { message: { id: "m" }, parts: [{ type: "text", text: "go on" }] });
        await Promise.all([
          hooks["tool.execute.before"]({ sessionID: "ses_1", tool: "bash", callID: "c1" }, { args: { command: "ls" } }),
          hooks["tool.execute.after"]({ sessionID: "ses_1", tool: "bash", callID: "c1", args: { command: "ls" } }, { title: "ls", output: "a.ts", metadata: {} }),
        ]);
        await hooks.event({ event: { type: "session.idle", properties: { sessionID: "ses_1" } } });
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Plugin_EventsOfASession_ArriveInOrderByTheAgentOrByTheHook(bool agentRuns)
    {
        await using HookProgram program = new("http://127.0.0.1:1");
        string folder = program.Files.Folder;
        HookEntry entry = new("", [ToolPath.Tool, "hook", "--ring-file", program.Paths.Prefix, "--no-agent"], Command: null, Endpoint: null);
        await File.WriteAllTextAsync(Path.Combine(folder, "fastemit.mjs"), OpenCodePlugin.Write(entry, program.Paths), Cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder, "host.mjs"), Host, Cancellation);
        using CancellationTokenSource stop = new();
        Task<AgentEnd> agent = Task.FromResult(AgentEnd.Stopped);
        if (agentRuns)
        {
            HookEndpointFile.Write(program.Paths, new HookEndpointAddress(LoopbackPort.Reserve()));
            TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
            agent = HookAgent.RunAsync(new AgentOptions { Paths = program.Paths, Ports = [] }, _ => started.SetResult(), stop.Token);
            await started.Task;
        }

        await RunNodeAsync(folder);
        await stop.CancelAsync();
        await agent;
        List<JsonElement> events = program.Files.ReadEvents();
        Assert.Equal(["session_start", "user_prompt", "pre_tool", "post_tool", "stop"], events.Select(static e => e.GetProperty("subtype").GetString()!));
        Assert.All(events, static e => Assert.Equal(("opencode", "ses_1"), (e.GetProperty("agent").GetString(), e.GetProperty("session_id").GetString())));
        Assert.Equal(("Bash", "c1"), (events[3].GetProperty("data").GetProperty("tool_name").GetString(), events[3].GetProperty("correlation_id").GetString()));
    }

    private static async Task RunNodeAsync(string folder)
    {
        Process node;
        try
        {
            node = Process.Start(new ProcessStartInfo("node", [Path.Combine(folder, "host.mjs")]) { RedirectStandardError = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("Node is not installed.");
            return;
        }

        using (node)
        {
            string error = await node.StandardError.ReadToEndAsync(Cancellation);
            await node.WaitForExitAsync(Cancellation);
            Assert.True(node.ExitCode == 0, error);
        }
    }
}
