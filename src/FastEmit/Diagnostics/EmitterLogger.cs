using Microsoft.Extensions.Logging;

namespace FastEmit.Diagnostics;

/// <summary>Where the lines of <see cref="Log"/> go: the user's logger, and <see cref="FastEmitEventSource"/> while somebody listens.</summary>
internal sealed class EmitterLogger(ILogger? logger) : ILogger
{
    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) =>
        logger?.IsEnabled(logLevel) == true || FastEmitEventSource.Log.IsEnabled(logLevel);

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => logger?.BeginScope(state);

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logger?.IsEnabled(logLevel) == true)
        {
            logger.Log(logLevel, eventId, state, exception, formatter);
        }

        if (FastEmitEventSource.Log.IsEnabled(logLevel))
        {
            string text = formatter(state, exception);
            FastEmitEventSource.Log.Write(logLevel, eventId.Id, exception is null ? text : $"{text}: {exception}");
        }
    }
}
