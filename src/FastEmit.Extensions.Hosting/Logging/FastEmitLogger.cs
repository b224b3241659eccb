using Microsoft.Extensions.Logging;

namespace FastEmit.Extensions.Hosting.Logging;

/// <summary>The logger of one category. It never blocks, throws only exceptions of a logged value's formatting, and allocates nothing for an
/// entry whose arguments are strings (the framework boxes numbers before the call).</summary>
internal sealed class FastEmitLogger(string category, FastEmitLoggerProvider provider) : ILogger
{
    private readonly string _module = category[(category.LastIndexOf('.') + 1)..];

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => provider.Scopes?.Push(state);

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel) || provider.Emitter is not { } emitter)
        {
            return;
        }

        EmitTicket ticket = default;
        if (emitter is HookEmitter direct)
        {
            ticket = direct.Begin(provider.Descriptor, provider.Descriptor.DefaultPartition);
            if (!ticket.IsAccepted)
            {
                return; // The emitter counts the refusal.
            }
        }

        LogScratch scratch = LogScratch.Take();
        IReadOnlyList<KeyValuePair<string, object?>>? values = StateBox<TState>.Take(in state);
        LogEntryWriter entry = new(provider.Descriptor.OpenPacket);
        entry.Text("timestamp"u8, provider.UtcNow);
        entry.Text("level"u8, LevelName(logLevel));
        entry.Text("logger"u8, category);
        entry.Text("message"u8, MessageTemplate.TryRender(values, scratch.Text) ? scratch.Text.Written : formatter(state, exception));
        entry.Text("module"u8, _module);
        entry.TextUnlessEmpty("function"u8, eventId.Name);
        entry.Number("thread"u8, Environment.CurrentManagedThreadId);
        entry.TextUnlessEmpty("thread_name"u8, Thread.CurrentThread.Name);
        entry.NumberUnlessZero("event_id"u8, eventId.Id);
        entry.TextUnlessEmpty("exception"u8, exception?.ToString());
        entry.State(values);
        entry.Scopes(provider.Scopes, scratch);
        StateBox<TState>.Give(values);
        LogScratch.Give(scratch);
        if (ticket.IsAccepted)
        {
            entry.Commit(ticket);
        }
        else
        {
            entry.EmitTo(emitter, provider.Descriptor);
        }
    }

    /// <summary>The level names of Python, which the log views of the first users expect.</summary>
    private static string LevelName(LogLevel level) => level switch
    {
        LogLevel.Trace => "TRACE",
        LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARNING",
        LogLevel.Error => "ERROR",
        _ => "CRITICAL",
    };
}
