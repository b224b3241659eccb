using System.Diagnostics;
using System.Text;
using System.Text.Json;
using FastEmit.Hooks.Agents;
using FastEmit.Hooks.Spooling;

namespace FastEmit.Hooks.Tests.EndToEnd;

/// <summary>The real program with files of a test's own. Its agent, which hooks start, ends with this object.</summary>
internal sealed class HookProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HookFolder _folder = new();
    private readonly string _url;
    private readonly bool _isOwn;

    /// <param name="url">The server.</param>
    /// <param name="isOwn">Whether hooks run by the executable of their own, <c>fastemit-hook</c>.</param>
    public HookProgram(string url, bool isOwn = false)
    {
        _url = url;
        _isOwn = isOwn;
    }

    public HookPaths Paths => _folder.Paths;

    public HookFolder Files => _folder;

    /// <summary>Starts a hook; its input is written, its streams are there to be read.</summary>
    public Process StartHook(byte[] input)
    {
        Process process = Start("hook", "--url", _url);
        try
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is gone already: killed by a test.
        }

        return process;
    }

    /// <summary>Runs a hook, which must answer as always.</summary>
    public async Task RunHookAsync(byte[] input)
    {
        using Process process = StartHook(input);
        Assert.Equal("{\"continue\":true}\n", await ReadAnswerAsync(process));
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>What a hook printed, once it has ended. Nothing may be on standard error.</summary>
    public static async Task<string> ReadAnswerAsync(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", error);
        return await output;
    }

    /// <summary>Starts the program with these files.</summary>
    public Process Start(string verb, params string[] options)
    {
        bool isOwn = _isOwn && verb == "hook";
        ProcessStartInfo start = new(isOwn ? ToolPath.Hook : ToolPath.Tool, [.. isOwn ? (string[])[] : [verb], "--ring-file", Paths.Prefix, .. options])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        start.Environment["FASTEMIT_IDLE_EXIT"] = "2"; // minutes: should a test die before it can end the agent
        start.Environment.Remove("DOTNET_TieredCompilation");
        return Process.Start(start)!;
    }

    /// <summary>What the agent reports, or null when there is none.</summary>
    public async Task<JsonElement?> AskAgentAsync() =>
        await AgentSocket.AskAsync(Paths.Socket, HookAgent.AskStats, TimeProvider.System, TestContext.Current.CancellationToken) is { } report
            ? JsonElement.Parse(report)
            : null;

    /// <summary>Kills the agent (SIGKILL), if there is one.</summary>
    public async Task KillAgentAsync()
    {
        if (await AskAgentAsync() is { } report)
        {
            Kill(report.GetProperty("process").GetInt32());
        }
    }

    /// <summary>Waits for a condition.</summary>
    public static async Task WaitAsync(Func<bool> condition, Func<string> describe)
    {
        long began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(began) >= 3 * Patience)
            {
                Assert.Fail(describe());
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAgentAsync();
        _folder.Dispose();
    }

    private static void Kill(int process)
    {
        try
        {
            using Process agent = Process.GetProcessById(process);
            agent.Kill();
            agent.WaitForExit();
        }
        catch (ArgumentException)
        {
            // It has ended.
        }
    }

    private async Task StopAgentAsync()
    {
        using AgentLock ownership = AgentLock.Open(Paths.Lock);
        long began = Stopwatch.GetTimestamp();
        while (!ownership.TryStart()) // free only when no agent runs and none is coming up
        {
            await AgentSocket.AskAsync(Paths.Socket, HookAgent.AskStop, TimeProvider.System, CancellationToken.None);
            if (Stopwatch.GetElapsedTime(began) > Patience && await AskAgentAsync() is { } report)
            {
                Kill(report.GetProperty("process").GetInt32());
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        }
    }
}
