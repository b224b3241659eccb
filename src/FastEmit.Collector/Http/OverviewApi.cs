using FastEmit.Collector.Overviews;
using Microsoft.AspNetCore.Http;

namespace FastEmit.Collector.Http;

/// <summary><c>GET overview?from=…</c>: what agents did since a time. The overviews of the last few times are kept and go on.</summary>
internal sealed class OverviewApi(EventCollector collector)
{
    private const int MaxKept = 4;

    /// <summary>Events that one request takes in.</summary>
    private const int MaxEvents = 50_000;

    private readonly LinkedList<(DateTimeOffset From, Overview Overview)> _recentFirst = new();

    /// <summary>The request before, which holds the overviews until it completes: one reads at a time.</summary>
    private Task _before = Task.CompletedTask;

    public async Task GetAsync(HttpContext context)
    {
        DateTimeOffset from = QueryParameters.ReadQuery(context.Request, 1, 1).From ?? throw new BadQueryException("overview needs a time from which on.");
        TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await Interlocked.Exchange(ref _before, end.Task).ConfigureAwait(false);
        try
        {
            Overview overview = OverviewSince(from);
            if (collector.Store is { } store)
            {
                await overview.ReadAsync(store, MaxEvents, context.RequestAborted).ConfigureAwait(false);
            }

            await JsonAnswer.WriteAsync(context, json => OverviewJson.Write(json, overview)).ConfigureAwait(false);
        }
        finally
        {
            end.SetResult();
        }
    }

    private Overview OverviewSince(DateTimeOffset from)
    {
        for (LinkedListNode<(DateTimeOffset From, Overview Overview)>? node = _recentFirst.First; node is not null; node = node.Next)
        {
            if (node.Value.From == from)
            {
                _recentFirst.Remove(node);
                _recentFirst.AddFirst(node);
                return node.Value.Overview;
            }
        }

        Overview overview = new(from);
        _recentFirst.AddFirst((from, overview));
        if (_recentFirst.Count > MaxKept)
        {
            _recentFirst.RemoveLast();
        }

        return overview;
    }
}
