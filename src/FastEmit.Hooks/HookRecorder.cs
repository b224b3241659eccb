using FastEmit.Hooks.Catalogue;
using FastEmit.Hooks.Deriving;
using FastEmit.Hooks.Input;
using FastEmit.Hooks.Spooling;
using FastEmit.Hooks.State;
using FastEmit.Hooks.Transcripts;

namespace FastEmit.Hooks;

/// <summary>Converts a hook's input to events, appends them, and counts the results.</summary>
/// <param name="paths">The files.</param>
/// <param name="options">The options of the command line.</param>
/// <param name="state">Counters and tool calls; null when the file cannot be used.</param>
/// <param name="spool">The ring; null when the file cannot be used.</param>
/// <param name="time">The clock.</param>
internal sealed class HookRecorder(HookPaths paths, HookOptions options, HookState? state, HookSpool? spool, TimeProvider time)
{
    private const int MaxPath = 4096;

    /// <summary>Records one hook.</summary>
    /// <returns>Whether all its events are in the ring now.</returns>
    public bool Record(in StandardInput input)
    {
        state?.Count(HookCounter.Hooks);
        if (input.IsCut)
        {
            state?.Count(HookCounter.CutInputs);
        }

        JsonTable table;
        try
        {
            table = JsonParser.Parse(input.Bytes, input.Length, input.IsCut);
        }
        catch (JsonSyntaxException error)
        {
            state?.Count(HookCounter.InvalidInputs);
            return Append(HookEvents.Invalid(input.Bytes, input.Length, error, time.GetUtcNow(), options.Agent, options.Limits));
        }

        HookInput hook = new(table.Root, input.IsCut ? input.Length : null, options.Agent, options.Event);
        bool told = Record(hook);
        Follow(hook.Root["transcript_path"u8].GetText(MaxPath));
        Follow(hook.Root["agent_transcript_path"u8].GetText(MaxPath));
        return told;
    }

    private bool Record(HookInput hook)
    {
        ToolCallStep step = StepOf(hook);
        bool hasId = hook.ToolUseId is not null;
        if (step == ToolCallStep.None || (!hasId && !hook.ToolInput.Exists))
        {
            return Append(hook, hook.ToolUseId, durationMs: null);
        }

        ToolCallKey key = hasId
            ? ToolCallKey.OfId(hook.SessionId, hook.ToolUseId!)
            : ToolCallKey.OfContent(hook.SessionId, hook.ToolName, hook.CallBytes);
        string correlation = hook.ToolUseId ?? key.ToString();
        if (state is null)
        {
            return Append(hook, correlation, durationMs: null);
        }

        bool told = true; // a step that was reported before is in the ring already
        if (!state.Tell(key, step, suppress: hasId, duration => told = Append(hook, correlation, duration)))
        {
            state.Count(HookCounter.Duplicates);
        }

        return told;
    }

    /// <summary>Lets the agent read a transcript of Claude Code.</summary>
    private void Follow(string? transcript)
    {
        if (transcript is not null && Path.IsPathRooted(transcript) && transcript.EndsWith(".jsonl", StringComparison.Ordinal) && !transcript.Contains('\n', StringComparison.Ordinal))
        {
            TranscriptPlace.Follow(paths, transcript);
        }
    }

    private static ToolCallStep StepOf(HookInput hook) => hook.Type?.Step switch
    {
        ToolCallStep.PermissionAsked when hook.ToolUseId is null => ToolCallStep.None,
        { } step => step,
        null => ToolCallStep.None,
    };

    /// <summary>Appends the events of a hook. True when all are in the ring.</summary>
    private bool Append(HookInput hook, string? correlation, double? durationMs)
    {
        double? rounded = durationMs is { } duration ? Math.Round(duration, 1) : null;
        bool told = true;
        foreach (AgentHookEvent @event in new HookEvents(hook, time.GetUtcNow(), correlation, rounded, options.Limits) { Traceparent = options.Traceparent }.Create())
        {
            told &= Append(@event);
        }

        return told;
    }

    private bool Append(AgentHookEvent @event)
    {
        switch (spool?.Append(@event) ?? SpoolResult.Unusable)
        {
            case SpoolResult.Appended:
                state?.Count(HookCounter.Events);
                return true;
            case SpoolResult.Full:
                LossLog.Count(paths, state, HookCounter.LostRingFull);
                return false;
            case SpoolResult.TooLarge:
                LossLog.Count(paths, state, HookCounter.LostTooLarge);
                return false;
            default:
                LossLog.Count(paths, state, HookCounter.LostRingUnusable);
                return false;
        }
    }
}
