using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO;

/// <content>The functions that are called at every connect.</content>
public sealed partial class SocketIOConnection
{
    /// <summary>The options of the next session, with the headers and the query of its time.</summary>
    private async ValueTask<EngineConnectionOptions> AskAsync(CancellationToken stop) => _engine with
    {
        Headers = [.. _engine.Headers, .. await AskAsync(Options.HeadersAtConnect, nameof(Options.HeadersAtConnect), stop).ConfigureAwait(false)],
        Query = [.. _engine.Query, .. await AskAsync(Options.QueryAtConnect, nameof(Options.QueryAtConnect), stop).ConfigureAwait(false)],
    };

    private async ValueTask<IReadOnlyList<KeyValuePair<string, string>>> AskAsync(
        Func<CancellationToken, ValueTask<IReadOnlyList<KeyValuePair<string, string>>>>? function, string option, CancellationToken stop)
    {
        if (function is null)
        {
            return [];
        }

        using CancellationTokenSource expired = new(Options.ConnectTimeout, TimeProvider);
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
                ConnectFailure.Timeout, DisplayUrl, $"{option} did not return within the connect timeout of {Options.ConnectTimeout.TotalSeconds:0.###} s.");
        }
    }
}
