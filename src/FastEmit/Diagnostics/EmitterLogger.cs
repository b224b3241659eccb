using Microsoft.Extensions.Logging;

namespace FastEmit.Diagnostics;

/// <summary>Where the lines of <see cref="Log"/> go: the user's logger, and <see cref="FastEmitEventSource"/> while somebody listens.</summary>
/// <remarks>What the user's logger throws goes nowhere: a log line must not end a sender, or the process when a timer writes it.</remarks>
internal sealed class EmitterLogger(ILogger? logger) : ILogger
{
    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => IsLogged(logLevel) || FastEmitEventSource.Log.IsEnabled(logLevel);

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => logger?.BeginScope(state);

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsLogged(logLevel))
        {
            try
            {
                logger!.Log(logLevel, eventId, state, exception, formatter);
            }
            catch (Exception)
            {
                // Nobody is left to tell.
            }
        }

        if (FastEmitEventSource.Log.IsEnabled(logLevel))
        {
            string text = formatter(state, exception);
            FastEmitEventSource.Log.Write(logLevel, eventId.Id, exception is null ? text : $"{text}: {exception}");
        }
    }

    private bool IsLogged(LogLevel logLevel)
    {
        try
        {
            return logger?.IsEnabled(logLevel) == true;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
