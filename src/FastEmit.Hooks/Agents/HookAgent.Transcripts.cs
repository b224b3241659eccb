using System.Text.Json;
using FastEmit.Hooks.Catalogue;
using FastEmit.Hooks.Spooling;
using FastEmit.Hooks.Transcripts;
using Microsoft.Extensions.Logging;

namespace FastEmit.Hooks.Agents;

/// <content>Tokens and cost from the transcripts that hooks name. Runs in a task of its own, which ends with the agent.</content>
internal sealed partial class HookAgent
{
    private static readonly TimeSpan TranscriptInterval = TimeSpan.FromSeconds(1);

    private async Task FollowTranscriptsAsync(CancellationToken stop)
    {
        try
        {
            using CountedMessages counted = new(_paths);
            TokenEvents events = new(LoadPrices(), _options.WithTranscriptText);
            TranscriptFollower follower = new(_paths, counted, message => Append(events.Of(message, _time.GetUtcNow())), _time);
            using PeriodicTimer timer = new(TranscriptInterval, _time);
            do
            {
                follower.Read();
            }
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The agent ends.
        }
        catch (Exception exception)
        {
            // Hooks continue without token events.
            _lastError = $"transcripts are no longer followed: {exception.Message}";
            _log.Write(LogLevel.Error, _lastError);
        }
    }

    private bool Append(AgentHookEvent @event)
    {
        lock (_recording)
        {
            return OpenSpool()?.Append(@event) is SpoolResult.Appended or SpoolResult.TooLarge;
        }
    }

    private PriceTable LoadPrices()
    {
        try
        {
            return PriceTable.Load(_paths.Prices);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            _lastError = $"'{_paths.Prices}': {exception.Message}; tokens have no cost";
            _log.Write(LogLevel.Error, _lastError);
            return PriceTable.None;
        }
    }
}
