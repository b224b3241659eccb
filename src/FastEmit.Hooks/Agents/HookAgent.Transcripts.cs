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
        TokenEvents events = new(LoadPrices(), _options.WithTranscriptText);
        CountedMessages? counted = null;
        TranscriptFollower? follower = null;
        string? fault = null;
        using PeriodicTimer timer = new(TranscriptInterval, _time);
        try
        {
            do
            {
                try
                {
                    counted ??= new CountedMessages(_paths);
                    follower ??= new TranscriptFollower(_paths, counted, message => Append(events.Of(message, _time.GetUtcNow())), _time);
                    follower.Read();
                }
                catch (Exception exception)
                {
                    // Hooks continue without token events; the next look may succeed, as when the file was somebody else's for a moment.
                    TellOnce(ref fault, $"transcripts cannot be followed: {exception.Message}");
                }
            }
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The agent ends.
        }
        finally
        {
            counted?.Dispose();
        }
    }

    private void TellOnce(ref string? told, string fault)
    {
        if (told != fault)
        {
            told = fault;
            _lastError = fault;
            _log.Write(LogLevel.Error, fault);
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
