using System.Collections.Immutable;

namespace FastEmit.Lanes;

/// <summary>The callers that wait until a ring is confirmed up to a position. A flush is rare, so it allocates; nobody locks.</summary>
/// <remarks>
/// No completion is lost: a caller enters the list and then looks at the ring, the sender releases and then looks at the list. One of
/// them must see the other's write, which takes a full fence on both sides; the caller pays for both
/// (<see cref="Interlocked.MemoryBarrierProcessWide"/>), so the sender's look is a plain load.
/// </remarks>
internal sealed class FlushWaiters
{
    /// <summary>Replaced as a whole, by compare-and-swap.</summary>
    private ImmutableArray<Waiter> _waiting = [];
    private long _furthest;

    /// <summary>The furthest position that anybody ever asked for: up to it the sender does not wait for company. Any thread.</summary>
    public long Furthest => Volatile.Read(ref _furthest);

    /// <summary>
    /// Completes when <see cref="Complete"/> is called for the position or a later one. The caller must then look at
    /// the ring once more: it may have been confirmed before. Any thread.
    /// </summary>
    public async Task WaitAsync(long position, CancellationToken cancellationToken)
    {
        Waiter waiter = new() { Position = position };
        ImmutableInterlocked.Update(ref _waiting, static (all, waiter) => all.Add(waiter), waiter);
        for (long seen = Furthest; seen < position;)
        {
            seen = Interlocked.CompareExchange(ref _furthest, position, seen) is var now && now == seen ? position : now;
        }

        Interlocked.MemoryBarrierProcessWide();
        try
        {
            await waiter.Completion.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ImmutableInterlocked.Update(ref _waiting, static (all, waiter) => all.Remove(waiter), waiter);
        }
    }

    /// <summary>The ring now ends at a position: waits for a later one become waits for this one. Any thread.</summary>
    public void Shorten(long position)
    {
        foreach (Waiter waiter in _waiting)
        {
            waiter.Shorten(position);
        }
    }

    /// <summary>Completes everybody who waits for <paramref name="confirmed"/> or less. Any thread.</summary>
    public void Complete(long confirmed)
    {
        foreach (Waiter waiter in _waiting)
        {
            if (Volatile.Read(ref waiter.Position) <= confirmed)
            {
                waiter.Completion.TrySetResult();
            }
        }
    }

    private sealed class Waiter
    {
        /// <summary>Only ever becomes less.</summary>
        public long Position;

        /// <summary>Continuations run elsewhere: the sender completes it in the middle of a pass.</summary>
        public TaskCompletionSource Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Shorten(long position)
        {
            for (long seen = Volatile.Read(ref Position); seen > position;)
            {
                seen = Interlocked.CompareExchange(ref Position, position, seen) is var now && now == seen ? position : now;
            }
        }
    }
}
