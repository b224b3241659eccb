using System.Diagnostics;
using FastEmit.Benchmarks.Emitting;
using FastEmit.Load.Rows;

namespace FastEmit.Benchmarks.Budgets;

/// <summary>What some calls in a row cost, of <c>Emit</c> or of what is set beside it.</summary>
/// <param name="Nanoseconds">Of a call: the median of chunks of calls, so that what the thread does not do itself (the core is lent to the sender, to the server) is not counted as its cost.</param>
/// <param name="AllocatedBytes">By the calling thread, of all calls.</param>
internal readonly record struct EmitBurst(double Nanoseconds, long AllocatedBytes)
{
    private const int Chunk = 250;

    /// <summary>Makes the calls on this thread.</summary>
    /// <param name="loop">Makes so many calls.</param>
    /// <param name="count">How many in all.</param>
    private static EmitBurst Run(Action<int> loop, int count)
    {
        double[] chunks = new double[count / Chunk];
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        for (int chunk = 0; chunk < chunks.Length; chunk++)
        {
            loop(Chunk);
            long now = Stopwatch.GetTimestamp();
            chunks[chunk] = Stopwatch.GetElapsedTime(start, now).TotalNanoseconds / Chunk;
            start = now;
        }

        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        return new EmitBurst(Median.Of(chunks), bytes);
    }

    /// <summary>Emits on several threads that begin at once, one for each session.</summary>
    public static EmitBurst[] RunTogether(HookEmitter emitter, int count, params string[] sessions) =>
        RunTogether(count, [.. sessions.Select(session => (Action<int>)(calls => EmitLoop.Run(emitter, session, calls)))]);

    /// <summary>Makes calls on several threads that begin at once, one for each loop.</summary>
    public static EmitBurst[] RunTogether(int count, params Action<int>[] loops)
    {
        EmitBurst[] bursts = new EmitBurst[loops.Length];
        int ready = 0;
        Thread[] threads = [.. loops.Select((loop, index) => new Thread(() =>
        {
            // What a thread allocates once: its scratch buffer; the thread pool's own state, when it wakes a sender for the first time.
            loop(1);
            ThreadPool.UnsafeQueueUserWorkItem<object?>(static _ => { }, null, preferLocal: true);
            Interlocked.Increment(ref ready);
            while (Volatile.Read(ref ready) < loops.Length)
            {
                // Not asleep, so that the last to come does not begin long after the others.
            }

            bursts[index] = Run(loop, count);
        }))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
        return bursts;
    }
}
