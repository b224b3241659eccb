using System.Diagnostics;
using System.Runtime.CompilerServices;
using FastEmit.Benchmarks.Serialization;

namespace FastEmit.Benchmarks.Budgets;

/// <summary>What some calls of <c>Emit</c> in a row cost.</summary>
/// <param name="Nanoseconds">Of each call.</param>
/// <param name="AllocatedBytes">By the calling thread, of all calls.</param>
internal readonly record struct EmitBurst(double Nanoseconds, long AllocatedBytes)
{
    /// <summary>Emits on this thread.</summary>
    /// <remarks>Called too seldom for the tiered compiler to come to it.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static EmitBurst Run(HookEmitter emitter, int count)
    {
        ReferenceEvent value = ReferenceEvent.Sample;
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            _ = ReferenceEvent.Emit(
                emitter, value.Type, value.Subtype, value.Timestamp, value.SessionId, value.ToolName, value.Success, value.DurationMs);
        }

        double nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds / count;
        return new EmitBurst(nanoseconds, GC.GetAllocatedBytesForCurrentThread() - bytes);
    }

    /// <summary>Emits on several threads that begin at once.</summary>
    public static EmitBurst[] RunTogether(HookEmitter emitter, int count, int producers)
    {
        EmitBurst[] bursts = new EmitBurst[producers];
        using Barrier begin = new(producers);
        Thread[] threads = [.. Enumerable.Range(0, producers).Select(index => new Thread(() =>
        {
            // What a thread allocates once: its scratch buffer; the thread pool's own state, when it wakes a sender for the first time.
            Run(emitter, count: 1);
            ThreadPool.UnsafeQueueUserWorkItem<object?>(static _ => { }, null, preferLocal: true);
            begin.SignalAndWait();
            bursts[index] = Run(emitter, count);
        }))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
        return bursts;
    }
}
