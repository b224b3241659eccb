using System.Runtime.CompilerServices;
using FastEmit.Benchmarks.Serialization;

namespace FastEmit.Benchmarks.Emitting;

/// <summary>Emits the reference event again and again.</summary>
internal static class EmitLoop
{
    /// <summary>Emits on this thread and returns how many events were queued.</summary>
    /// <remarks>Called too seldom for the tiered compiler to come to it.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Run(HookEmitter emitter, string session, int count)
    {
        ReferenceEvent value = ReferenceEvent.Sample;
        int queued = 0;
        for (int i = 0; i < count; i++)
        {
            queued += ReferenceEvent.Emit(
                emitter, value.Type, value.Subtype, value.Timestamp, session, value.ToolName, value.Success, value.DurationMs) == EmitResult.Queued ? 1 : 0;
        }

        return queued;
    }
}
