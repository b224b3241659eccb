using Microsoft.Extensions.Logging;

namespace FastEmit.SocketIO;

/// <summary>Every log line of the client.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(1, LogLevel.Debug, "Connected to {Url} by {Transport}, session {Sid}.")]
    public static partial void Opened(this ILogger logger, string url, string transport, string sid);

    [LoggerMessage(2, LogLevel.Information, "The connection to {Url} ended: {Reason} (code {CloseCode}, {Detail}).")]
    public static partial void Closed(this ILogger logger, string url, string reason, int? closeCode, string? detail);

    [LoggerMessage(3, LogLevel.Warning, "Attempt {Attempt} to connect failed; the next follows in {Delay}.")]
    public static partial void AttemptFailed(this ILogger logger, Exception exception, int attempt, TimeSpan delay);

    [LoggerMessage(4, LogLevel.Error, "Gave up connecting to {Url} after {Attempts} attempts.")]
    public static partial void GaveUp(this ILogger logger, string url, int attempts);

    [LoggerMessage(5, LogLevel.Error, "A handler threw.")]
    public static partial void HandlerFailed(this ILogger logger, Exception exception);

    [LoggerMessage(6, LogLevel.Warning, "The server refused namespace {Namespace}: {Answer}")]
    public static partial void Refused(this ILogger logger, string @namespace, string answer);

    [LoggerMessage(7, LogLevel.Warning, "An event in {Namespace} was given up after {Attempts} attempts without an ack.")]
    public static partial void Abandoned(this ILogger logger, string @namespace, int attempts);
}
