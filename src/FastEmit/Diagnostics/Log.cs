using FastEmit.Resilience;
using Microsoft.Extensions.Logging;

namespace FastEmit.Diagnostics;

/// <summary>Every line that the emitter logs, with its fixed event id.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Connected to {Url}")]
    public static partial void Connected(this ILogger logger, string url);

    [LoggerMessage(2, LogLevel.Warning, "No connection: {Error}")]
    public static partial void ConnectionFailed(this ILogger logger, string error);

    [LoggerMessage(3, LogLevel.Warning, "The circuit of {Url} went from {Previous} to {Current} after {Failures} consecutive failures")]
    public static partial void CircuitChanged(this ILogger logger, string url, CircuitState previous, CircuitState current, int failures);

    [LoggerMessage(4, LogLevel.Warning, "{Count} queued events were not confirmed within the shutdown timeout and are dropped")]
    public static partial void Undelivered(this ILogger logger, long count);

    [LoggerMessage(5, LogLevel.Warning, "{Url} answers heartbeats but no WebSocket pings: events go out unconfirmed, as at-most-once")]
    public static partial void PongsMissing(this ILogger logger, string url);

    [LoggerMessage(6, LogLevel.Information, "{Url} answers WebSocket pings again: events are confirmed as before")]
    public static partial void PongsBack(this ILogger logger, string url);

    [LoggerMessage(7, LogLevel.Error, "A sender failed unexpectedly; its connection is made again and its events are kept")]
    public static partial void SenderFailed(this ILogger logger, Exception exception);

    [LoggerMessage(8, LogLevel.Information, "A connection to {Url} is closed: {Reason}")]
    public static partial void Retired(this ILogger logger, string url, string reason);

    [LoggerMessage(10, LogLevel.Warning, "The fallback fails: {Error}")]
    public static partial void FallbackFails(this ILogger logger, string error);

    [LoggerMessage(11, LogLevel.Warning, "{Count} events were dropped ({Reason}), {Total} so far")]
    public static partial void Dropped(this ILogger logger, long count, DropReason reason, long total);

    [LoggerMessage(12, LogLevel.Warning, "{Count} events went to the fallback, {Total} so far")]
    public static partial void FellBack(this ILogger logger, long count, long total);

    [LoggerMessage(13, LogLevel.Error, "A handler of {Event} threw")]
    public static partial void HandlerThrew(this ILogger logger, string @event, Exception exception);

    [LoggerMessage(14, LogLevel.Error, "Event {Event} in {Namespace}, {Bytes} bytes, is given up: {Url} ended {Attempts} connections on which it was alone. The last one: {Reason}")]
    public static partial void Poisoned(this ILogger logger, string url, string @event, string @namespace, int bytes, int attempts, string reason);

    [LoggerMessage(20, LogLevel.Error, "{Problem}")]
    public static partial void RingFileSetAside(this ILogger logger, string problem);

    [LoggerMessage(21, LogLevel.Information, "Resumed ring files {Prefix}: {Records} events wait, {Abandoned} claims of dead processes and {DamagedBytes} damaged bytes were passed over")]
    public static partial void RingFilesResumed(this ILogger logger, string prefix, long records, long abandoned, long damagedBytes);
}
