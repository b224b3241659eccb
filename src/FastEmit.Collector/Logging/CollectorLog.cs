using System.Net;
using Microsoft.Extensions.Logging;

namespace FastEmit.Collector.Logging;

/// <summary>Every line that a collector logs, with its fixed event id. None of them is about an event that was taken: those are counted.</summary>
internal static partial class CollectorLog
{
    [LoggerMessage(1, LogLevel.Information, "Session {Session} of {Address} begins over {Transport}")]
    public static partial void SessionBegins(this ILogger logger, string session, IPAddress? address, string transport);

    [LoggerMessage(2, LogLevel.Information, "Session {Session} ends after {Seconds:F1} s: {Reason}")]
    public static partial void SessionEnds(this ILogger logger, string session, double seconds, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Session {Session} broke the protocol: {Reason}")]
    public static partial void ProtocolError(this ILogger logger, string session, string reason);

    [LoggerMessage(4, LogLevel.Warning, "Session {Session} has not answered a heartbeat for {Seconds:F1} s")]
    public static partial void HeartbeatMissed(this ILogger logger, string session, double seconds);

    [LoggerMessage(5, LogLevel.Warning, "{Method} {Path} of {Address} is refused: {Status} {Reason}")]
    public static partial void RequestRefused(this ILogger logger, string method, string? path, IPAddress? address, int status, string reason);

    [LoggerMessage(6, LogLevel.Warning, "Session {Session} may not join a namespace: {Reason}")]
    public static partial void NamespaceRefused(this ILogger logger, string session, string reason);

    [LoggerMessage(7, LogLevel.Error, "A handler of the application threw")]
    public static partial void HandlerThrew(this ILogger logger, Exception exception);

    [LoggerMessage(8, LogLevel.Warning, "A connection is refused: too few descriptors (ulimit -n)")]
    public static partial void ConnectionRefused(this ILogger logger);

    [LoggerMessage(9, LogLevel.Error, "The store fails, so events are not confirmed: {Error}")]
    public static partial void StoreFails(this ILogger logger, string? error);

    [LoggerMessage(10, LogLevel.Information, "The store works again")]
    public static partial void StoreWorks(this ILogger logger);
}
