using FastEmit.Hooks.Deriving;
using FastEmit.Hooks.Input;
using FastEmit.Hooks.Native;
using FastEmit.Hooks.Spooling;
using FastEmit.Hooks.State;

namespace FastEmit.Hooks;

/// <summary>
/// One agent hook: reads its input, appends its events to the ring file, answers, and starts the agent if none runs.
/// Its answer is always the same, standard error stays empty and the exit code is 0: a failing hook must not disturb the agent.
/// </summary>
internal static class HookProcess
{
    private const int Input = 0;
    private const int Output = 1;

    private static ReadOnlySpan<byte> Answer => "{\"continue\":true}\n"u8;

    /// <summary>Runs the hook.</summary>
    /// <param name="arguments">The arguments after the verb.</param>
    /// <returns>The exit code, 0.</returns>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        int missing = StandardStreams.OpenMissing();
        TimeProvider time = TimeProvider.System;
        HookOptions options = HookOptions.Parse(arguments) with { Traceparent = TraceContext.Of(Environment.GetEnvironmentVariable(TraceContext.Variable)) };
        HookPaths? paths = null;
        try
        {
            StandardInput input = options.Json is { } json
                ? StandardInput.Of(json)
                : IsIn(missing, Input) ? StandardInput.Of("")
                : StandardInput.Read(Input, StandardInput.MaxLength, StandardInput.MaxTime, time);
            paths = HookPaths.Of(options.RingFile);
            Store(paths, options, input, time);
        }
        catch (Exception)
        {
            CountFault(paths, time);
        }

        // Answer last: the answer promises that the event is in the ring.
        if (!IsIn(missing, Output))
        {
            SystemCalls.Write(Output, Answer);
        }

        if (options.StartsAgent && paths is not null)
        {
            EnsureAgent(paths, options, time);
        }

        return 0;
    }

    /// <summary>Appends the events of the input to the ring, and counts them.</summary>
    internal static void Store(HookPaths paths, HookOptions options, in StandardInput input, TimeProvider time)
    {
        // The folder exists for all hooks but the first, so it is created only after a failure. Nothing is disposed: the
        // process ends, and the kernel does it faster.
        if (paths.FindFault() is not null)
        {
            LossLog.CountElsewhere(paths); // 'hooks doctor' reports the fault
            return;
        }

        HookState? state = HookState.TryOpen(paths.State, time);
        if (state is null)
        {
            paths.CreateFolder();
            if (paths.FindFault() is not null)
            {
                LossLog.CountElsewhere(paths); // another hook was faster
                return;
            }

            state = HookState.TryOpen(paths.State, time);
        }

        HookSpool? spool = HookSpool.TryOpen(paths.Ring, options.PacketNamespace, time);
        HookRecorder recorder = new(paths, options, state, spool, time);
        recorder.Record(input);
    }

    private static bool IsIn(int streams, int stream) => (streams & (1 << stream)) != 0;

    private static void EnsureAgent(HookPaths paths, HookOptions options, TimeProvider time)
    {
        try
        {
            if (paths.FindFault() is null && AgentStarter.Start(paths, options.ForAgent()))
            {
                using HookState? state = HookState.TryOpen(paths.State, time);
                state?.Count(HookCounter.AgentsStarted);
            }
        }
        catch (Exception)
        {
            // The event waits in the ring; the next hook tries again.
        }
    }

    private static void CountFault(HookPaths? paths, TimeProvider time)
    {
        try
        {
            if (paths is not null)
            {
                using HookState? state = HookState.TryOpen(paths.State, time);
                LossLog.Count(paths, state, HookCounter.LostFault);
            }
        }
        catch (Exception)
        {
            // No place is left to count the loss.
        }
    }
}
