using System.Diagnostics;
using FastEmit.Benchmarks.Emitting;
using FastEmit.Load.Rows;

namespace FastEmit.Benchmarks.Budgets;

/// <summary>What some calls of <c>Emit</c> in a row cost.</summary>
/// <param name="Nanoseconds">Of a call: the median of chunks of calls, so that what the thread does not do itself (the core is lent to the sender, to the server) is not counted as its cost.</param>
/// <param name="AllocatedBytes">By the calling thread, of all calls.</param>
internal readonly record struct EmitBurst(double Nanoseconds, long AllocatedBytes)
{
    private const int Chunk = 250;

    /// <summary>Emits on this thread.</summary>
    private static EmitBurst Run(HookEmitter emitter, string session, int count)
    {
        double[] chunks = new double[count / Chunk];
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        for (int chunk = 0; chunk < chunks.Length; chunk++)
        {
            _ = EmitLoop.Run(emitter, session, Chunk);
            long now = Stopwatch.GetTimestamp();
            chunks[chunk] = Stopwatch.GetElapsedTime(start, now).TotalNanoseconds / Chunk;
            start = now;
        }

        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        return new EmitBurst(Median.Of(chunks), bytes);
    }

    /// <summary>Emits on several threads that begin at once, one for each session.</summary>
    public static EmitBurst[] RunTogether(HookEmitter emitter, int count, params string[] sessions)
    {
        EmitBurst[] bursts = new EmitBurst[sessions.Length];
        int ready = 0;
        Thread[] threads = [.. sessions.Select((session, index) => new Thread(() =>
        {
            // What a thread allocates once: its scratch buffer; the thread pool's own state, when it wakes a sender for the first time.
            _ = EmitLoop.Run(emitter, session, count: 1);
            ThreadPool.UnsafeQueueUserWorkItem<object?>(static _ => { }, null, preferLocal: true);
            Interlocked.Increment(ref ready);
            while (Volatile.Read(ref ready) < sessions.Length)
            {
                // Not asleep, so that the last to come does not begin long after the others.
            }

            bursts[index] = Run(emitter, session, count);
        }))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
        return bursts;
    }
}
