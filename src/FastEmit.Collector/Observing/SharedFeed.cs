using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Observing;

/// <summary>
/// Brings what several collectors have put into one store into this collector's memory, so that each of them shows the same: the last events under
/// the store's ids, and the sessions with the store's counts. One loop, four times a second at the most; it ends with the store.
/// </summary>
internal sealed class SharedFeed(EventStore store, MemoryEventStore? recent, SessionIndex sessions, TraceIndex traces, TimeProvider time)
{
    /// <summary>Events that are read at once: more than a page shows, less than would be noticed beside the writing.</summary>
    private const int PageSize = 4000;

    /// <summary>Beyond so many the feed goes on near the end; what it passes over is in the store, and counted as missed by who asked for each.</summary>
    private const int MostBehind = 20_000;

    /// <summary>How long after an answer the store is asked again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>How long after a failure the store is asked again.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private long _seen = store.LastId;

    /// <summary>Runs until the store is disposed.</summary>
    public async Task RunAsync()
    {
        while (true)
        {
            try
            {
                long last = await store.WhenBeyondAsync(_seen, CancellationToken.None).ConfigureAwait(false);
                await TakeAsync(last).ConfigureAwait(false);
                await Task.Delay(Pause, time).ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (Exception)
            {
                // The store is away, says so by itself, and comes back.
                await Task.Delay(RetryDelay, time).ConfigureAwait(false);
            }
        }
    }

    private async Task TakeAsync(long last)
    {
        if (recent is not null)
        {
            if (last - _seen > MostBehind)
            {
                _seen = last - PageSize;
                recent.StartBehind(_seen);
            }

            EventQuery query = new() { AfterId = _seen, BeforeId = last + 1, Limit = PageSize, OldestFirst = true };
            await foreach (StoredEvent stored in store.QueryAsync(query).ConfigureAwait(false))
            {
                if (stored.Id != _seen + 1)
                {
                    recent.StartBehind(stored.Id - 1); // Retention was faster.
                }

                byte[] record = MovedEvent.RecordOf(stored, stored.AttachmentLengths.Count == 0 ? [] : await store.GetAttachmentsAsync(stored.Id).ConfigureAwait(false));
                recent.Append(new EventRecords(record, 1));
                traces.Add(stored.Data.Span);
                _seen = stored.Id;
            }
        }
        else
        {
            _seen = last;
        }

        sessions.Replace(store.ReadSessions(SessionIndex.Capacity));
    }
}
