using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Alerts;

/// <summary>
/// Collectors that share a store see the same alerts; one of them posts each. The one that claims it first does, and keeps the claim while it tries. When it dies, the
/// claim ends, and the next takes its place. One that dies between the receiver's answer and the note of it lets the alert be posted twice.
/// </summary>
internal sealed class PostTurn(EventStore? store, TimeProvider time)
{
    /// <summary>How long a claim outlives its collector.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Attempts to reach the store before an alert is posted without it: better twice than never.</summary>
    private const int MaxFaults = 10;

    /// <summary>Posts an alert, or waits until another collector has. False when nobody could.</summary>
    /// <param name="work">The alert, in a text that is the same at each collector.</param>
    /// <param name="post">Posts it; false when it cannot.</param>
    /// <param name="stopping">Ends it.</param>
    /// <returns>Whether this collector has posted it; null when another has.</returns>
    public async Task<bool?> RunAsync(string work, Func<Task<bool>> post, CancellationToken stopping)
    {
        if (store is not { IsShared: true })
        {
            return await post().ConfigureAwait(false);
        }

        for (int faults = 0; ;)
        {
            WorkClaim? claim = await TryClaimAsync(store, work, stopping).ConfigureAwait(false);
            if (claim == WorkClaim.Done)
            {
                return null;
            }

            if (claim == WorkClaim.Mine || (claim is null && ++faults == MaxFaults))
            {
                return await PostAsync(store, work, post, stopping).ConfigureAwait(false);
            }

            await Task.Delay(Interval, time, stopping).ConfigureAwait(false);
        }
    }

    private async Task<bool> PostAsync(EventStore shared, string work, Func<Task<bool>> post, CancellationToken stopping)
    {
        Task<bool> posting = post();
        while (await Task.WhenAny(posting, Task.Delay(Interval, time, stopping)).ConfigureAwait(false) != posting && !stopping.IsCancellationRequested)
        {
            await TryClaimAsync(shared, work, stopping).ConfigureAwait(false);
        }

        bool isPosted = await posting.ConfigureAwait(false);
        try
        {
            // Also when it was in vain: the others would try as often again.
            await shared.FinishAsync(work, stopping).ConfigureAwait(false);
        }
        catch (Exception) when (!stopping.IsCancellationRequested)
        {
            // The store is away; another may post it once more.
        }

        return isPosted;
    }

    /// <summary>The claim; null when the store cannot be asked.</summary>
    private static async Task<WorkClaim?> TryClaimAsync(EventStore shared, string work, CancellationToken stopping)
    {
        try
        {
            return await shared.ClaimAsync(work, Hold, stopping).ConfigureAwait(false);
        }
        catch (Exception) when (!stopping.IsCancellationRequested)
        {
            return null;
        }
    }
}
