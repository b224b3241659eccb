using FastEmit.SocketIO;
using FastEmit.SocketIO.Transports.Threads;
using Microsoft.Extensions.Logging;

namespace FastEmit.Diagnostics;

/// <summary>Where the lines of <see cref="Log"/> go: the user's logger, and <see cref="FastEmitEventSource"/> while a listener is attached.</summary>
/// <remarks>
/// What the user's logger throws goes nowhere: a log line must not end a sender, or the process when a timer writes it. Lines of an I/O
/// thread are written on the pool, in order, and others behind them: a logger that blocks holds up no lane.
/// </remarks>
internal sealed class EmitterLogger(ILogger? logger) : ILogger
{
    private readonly SerialNotices _late = new(static _ => { });
    private int _lateLines;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) =>
        (IoThread.IsCurrentOne ? logger is not null : IsLogged(logLevel)) || FastEmitEventSource.Log.IsEnabled(logLevel);

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => logger?.BeginScope(state);

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IoThread.IsCurrentOne && Volatile.Read(ref _lateLines) == 0)
        {
            Write(logLevel, eventId, state, exception, formatter);
            return;
        }

        Interlocked.Increment(ref _lateLines);
        _late.Add(() =>
        {
            Write(logLevel, eventId, state, exception, formatter);
            Interlocked.Decrement(ref _lateLines);
        });
    }

    /// <summary>Completes when the lines that wait are written.</summary>
    public Task DrainAsync()
    {
        if (Volatile.Read(ref _lateLines) == 0)
        {
            return Task.CompletedTask;
        }

        TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _late.Add(drained.SetResult);
        return drained.Task;
    }

    private void Write<TState>(
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
