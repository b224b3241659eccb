using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Reporting;
using FastEmit.Cli.Terminals;
using FastEmit.Hooks.Agents;
using FastEmit.Hooks.Spooling;

namespace FastEmit.Cli.Hooking;

/// <summary>One run of <c>agent</c>.</summary>
internal sealed class AgentRun(Terminal terminal, AgentOptions options, bool json)
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Runs the agent until it ends.</summary>
    public async Task<int> RunAsync(CancellationToken interrupted)
    {
        AgentEnd end = await HookAgent.RunAsync(options, words => terminal.Error.WriteLine($"agent: {words} (Ctrl-C ends)"), interrupted);
        string reason = end switch
        {
            AgentEnd.Stopped => "stopped",
            AgentEnd.Idle => "idle",
            _ => "already running",
        };
        if (json)
        {
            JsonReport.Write(terminal.Output, writer => writer.WriteString("end", reason));
        }
        else
        {
            terminal.Error.WriteLine($"agent: {reason}");
        }

        return end == AgentEnd.AlreadyRunning ? ExitCode.FellShort : ExitCode.Success;
    }

    /// <summary>Stops the running agent and waits for its end.</summary>
    public async Task<int> StopAsync(CancellationToken interrupted)
    {
        bool asked = await AgentSocket.AskAsync(options.Paths.Socket, HookAgent.AskStop, terminal.Time, interrupted) is not null;
        bool ended = asked && await HasEndedAsync(interrupted);
        string outcome = !asked ? "no agent is running" : ended ? "stopped" : $"still running after {StopPatience.TotalSeconds:0} s";
        if (json)
        {
            JsonReport.Write(terminal.Output, writer => writer.WriteBoolean("stopped", ended));
        }

        terminal.Error.WriteLine($"agent: {outcome}");
        return ended ? ExitCode.Success : ExitCode.FellShort;
    }

    private async Task<bool> HasEndedAsync(CancellationToken interrupted)
    {
        using AgentLock ownership = AgentLock.Open(options.Paths.Lock);
        long began = terminal.Time.GetTimestamp();
        using var timer = new PeriodicTimer(StopInterval, terminal.Time);
        while (ownership.IsRunning && terminal.Time.GetElapsedTime(began) < StopPatience && await timer.TickAsync(interrupted))
        {
        }

        return !ownership.IsRunning;
    }
}
