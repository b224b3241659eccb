using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO.Joining;

/// <summary>Asks the user's functions for what belongs to each connect of its own: headers and query.</summary>
/// <param name="always">The options of every connect.</param>
/// <param name="options">The functions, and the bound on each.</param>
/// <param name="displayUrl">For messages.</param>
internal sealed class ConnectQuestions(EngineConnectionOptions always, SocketIOConnectionOptions options, string displayUrl)
{
    /// <summary>The options of the next session, with the headers and the query of its time.</summary>
    /// <exception cref="SocketIOConnectException">A function did not return in time.</exception>
    public async ValueTask<EngineConnectionOptions> AskAsync(CancellationToken stop) => always with
    {
        Headers = [.. always.Headers, .. await AskAsync(options.HeadersAtConnect, nameof(options.HeadersAtConnect), stop).ConfigureAwait(false)],
        Query = [.. always.Query, .. await AskAsync(options.QueryAtConnect, nameof(options.QueryAtConnect), stop).ConfigureAwait(false)],
    };

    private async ValueTask<IReadOnlyList<KeyValuePair<string, string>>> AskAsync(
        Func<CancellationToken, ValueTask<IReadOnlyList<KeyValuePair<string, string>>>>? function, string option, CancellationToken stop)
    {
        if (function is null)
        {
            return [];
        }

        using CancellationTokenSource expired = new(options.ConnectTimeout, options.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(expired.Token, stop);
        CancellationToken token = either.Token;
        Task<IReadOnlyList<KeyValuePair<string, string>>> asking = Task.Run(async () => await function(token).ConfigureAwait(false), CancellationToken.None);

        // What it comes to when it is not waited for any more is nobody's.
        _ = asking.ContinueWith(
            static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        try
        {
            return await asking.WaitAsync(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (expired.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new SocketIOConnectException(
                ConnectFailure.Timeout, displayUrl, $"{option} did not return within the connect timeout of {options.ConnectTimeout.TotalSeconds:0.###} s.");
        }
    }
}
