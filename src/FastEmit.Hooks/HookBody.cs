using FastEmit.Events;
using FastEmit.Hooks.Catalogue;
using FastEmit.Hooks.Deriving;
using FastEmit.Hooks.Input;

namespace FastEmit.Hooks;

/// <summary>Converts a hook's JSON to events without the hooks' files: tool calls are not paired, everything else is as in a hook's own process.</summary>
internal static class HookBody
{
    private static ReadOnlySpan<byte> Head => "42[\"claude_event\","u8;

    /// <summary>The data of the events, one JSON object each. Any thread.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Read(string agent, string? @event, byte[] body)
    {
        List<string> arguments = ["--agent", agent];
        if (@event is { Length: > 0 })
        {
            arguments.AddRange(["--event", @event]);
        }

        HookOptions options = HookOptions.Parse([.. arguments]);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        try
        {
            HookInput hook = new(JsonParser.Parse(body, body.Length, mayBeCut: false).Root, cutAt: null, options.Agent, options.Event);
            return [.. new HookEvents(hook, now, hook.ToolUseId, durationMs: null, options.Limits).Create().Select(Write)];
        }
        catch (JsonSyntaxException error)
        {
            return [Write(HookEvents.Invalid(body, body.Length, error, now, options.Agent, options.Limits))];
        }
    }

    private static ReadOnlyMemory<byte> Write(AgentHookEvent @event)
    {
        EventWriter writer = new(new byte[8 << 10]);
        @event.WritePacket(ref writer);
        EventStamps.Close(ref writer);
        byte[] data = writer.Written[Head.Length..^1].ToArray();
        writer.Return();
        return data;
    }
}
