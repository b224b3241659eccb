using System.Text.Json;
using FastEmit.Hooks.Catalogue;
using FastEmit.Hooks.Spooling;
using FastEmit.Hooks.Transcripts;
using Microsoft.Extensions.Logging;

namespace FastEmit.Hooks.Agents;

/// <summary>Appends the tokens and cost of the transcripts that hooks name. Runs beside the agent's loop and ends with the agent.</summary>
/// <param name="options">The agent's options.</param>
/// <param name="log">The log.</param>
/// <param name="append">Receives an event; returns false when it cannot be accepted now.</param>
internal sealed class TranscriptWatch(AgentOptions options, AgentLog log, Func<AgentHookEvent, bool> append)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private string? _told;

    /// <summary>Follows the transcripts until it is stopped; returns without an exception then.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        HookPaths paths = options.Paths;
        TimeProvider time = options.TimeProvider;
        TokenEvents events = new(LoadPrices(paths.Prices), options.WithTranscriptText);
        CountedMessages? counted = null;
        TranscriptFollower? follower = null;
        using PeriodicTimer timer = new(Interval, time);
        try
        {
            do
            {
                try
                {
                    counted ??= new CountedMessages(paths);
                    follower ??= new TranscriptFollower(paths, counted, message => append(events.Of(message, time.GetUtcNow())), time);
                    follower.Read();
                }
                catch (Exception exception)
                {
                    // Hooks continue without token events; the next look may succeed, as when the file was somebody else's for a moment.
                    TellOnce($"transcripts cannot be followed: {exception.Message}");
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

    private void TellOnce(string fault)
    {
        if (_told != fault)
        {
            _told = fault;
            log.Report(LogLevel.Error, fault);
        }
    }

    private PriceTable LoadPrices(string path)
    {
        try
        {
            return PriceTable.Load(path);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            log.Report(LogLevel.Error, $"'{path}': {exception.Message}; tokens have no cost");
            return PriceTable.None;
        }
    }
}
