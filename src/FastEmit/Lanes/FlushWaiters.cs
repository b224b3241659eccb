namespace FastEmit.Lanes;

/// <summary>
/// The callers that wait until a ring is confirmed up to a position. A flush is rare, so this locks and allocates; nobody
/// else's code runs under the lock.
/// </summary>
internal sealed class FlushWaiters
{
    private readonly Lock _lock = new();
    private readonly List<(long Position, TaskCompletionSource Completion)> _waiting = [];
    private long _furthest;

    /// <summary>The furthest position that anybody ever asked for: up to it the sender does not wait for company. Any thread.</summary>
    public long Furthest => Volatile.Read(ref _furthest);

    /// <summary>
    /// Completes when <see cref="Complete"/> is called for the position or a later one. The caller must then look at
    /// the ring once more: it may have been confirmed before. Any thread.
    /// </summary>
    public async Task WaitAsync(long position, CancellationToken cancellationToken)
    {
        // Continuations run elsewhere: the sender completes these in the middle of a pass.
        TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Add((position, completion));
            Volatile.Write(ref _furthest, Math.Max(_furthest, position));
        }

        try
        {
            await completion.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
            {
                _waiting.RemoveAll(waiter => waiter.Completion == completion);
            }
        }
    }

    /// <summary>The ring now ends at a position: waits for a later one become waits for this one. Any thread.</summary>
    public void Shorten(long position)
    {
        lock (_lock)
        {
            for (int i = 0; i < _waiting.Count; i++)
            {
                _waiting[i] = (Math.Min(_waiting[i].Position, position), _waiting[i].Completion);
            }
        }
    }

    /// <summary>Completes everybody who waits for <paramref name="confirmed"/> or less. Any thread.</summary>
    public void Complete(long confirmed)
    {
        lock (_lock)
        {
            foreach ((long position, TaskCompletionSource completion) in _waiting)
            {
                if (position <= confirmed)
                {
                    completion.TrySetResult();
                }
            }
        }
    }
}
