using System.Text.Json;
using FastEmit.Hooks.Spooling;
using FastEmit.Hooks.State;

namespace FastEmit.Hooks.Agents;

/// <summary>The words of an agent's report, and its part that comes from files, and so needs no running agent.</summary>
internal static class AgentReport
{
    /// <summary>The value of the member <c>state</c>.</summary>
    public static string NameOf(AgentState state) => state switch
    {
        AgentState.Searching => "searching",
        AgentState.SocketIO => "socket.io",
        AgentState.Http or AgentState.HttpWithoutWebSocket => "http",
        AgentState.Idle => "idle",
        _ => "stopping",
    };

    /// <summary>Writes the member <c>hooks</c>.</summary>
    public static void WriteHooks(Utf8JsonWriter writer, HookPaths paths, HookState? state)
    {
        writer.WriteStartObject("hooks");
        writer.WriteNumber("hooks", Read(state, HookCounter.Hooks));
        writer.WriteNumber("events", Read(state, HookCounter.Events));
        writer.WriteNumber("duplicates", Read(state, HookCounter.Duplicates));
        writer.WriteNumber("invalidInputs", Read(state, HookCounter.InvalidInputs));
        writer.WriteNumber("cutInputs", Read(state, HookCounter.CutInputs));
        writer.WriteNumber("agentsStarted", Read(state, HookCounter.AgentsStarted));
        writer.WriteStartObject("lost");
        writer.WriteNumber("ringFull", Read(state, HookCounter.LostRingFull));
        writer.WriteNumber("ringUnusable", Read(state, HookCounter.LostRingUnusable));
        writer.WriteNumber("tooLarge", Read(state, HookCounter.LostTooLarge));
        writer.WriteNumber("fault", Read(state, HookCounter.LostFault));
        writer.WriteNumber("stateUnusable", LossLog.ReadUncounted(paths));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static long Read(HookState? state, HookCounter counter) => state?.Read(counter) ?? 0;
}
