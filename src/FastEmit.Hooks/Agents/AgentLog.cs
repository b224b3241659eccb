using System.Globalization;
using System.Text;
using FastEmit.Buffers;
using Microsoft.Extensions.Logging;

namespace FastEmit.Hooks.Agents;

/// <summary>
/// A log file of limited size that only its owner may read. A full file becomes <c>.1</c>, the old <c>.1</c> becomes
/// <c>.2</c>, and so on. Thread-safe. Write errors are ignored.
/// </summary>
internal sealed class AgentLog : ILoggerFactory, ILogger
{
    /// <summary>Old files that are kept beside the current one.</summary>
    public const int KeptFiles = 3;

    private readonly string _path;
    private readonly long _maxBytes;
    private readonly TimeProvider _time;
    private readonly Lock _writing = new();
    private volatile Trouble? _last;

    /// <param name="path">The file.</param>
    /// <param name="time">The clock.</param>
    /// <param name="maxBytes">The size at which a file is full.</param>
    public AgentLog(string path, TimeProvider time, long maxBytes = 1 << 20)
    {
        _path = path;
        _time = time;
        _maxBytes = maxBytes;
    }

    /// <summary>The last problem, for the agent's report; null without one. Any thread.</summary>
    public string? LastError => _last?.Words;

    /// <summary>The timestamp since which <see cref="LastError"/> is the last problem.</summary>
    public long LastErrorAt => _last?.At ?? 0;

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <summary>Has no providers.</summary>
    public void AddProvider(ILoggerProvider provider)
    {
    }

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <summary>True from <see cref="LogLevel.Information"/> upwards.</summary>
    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Information and < LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            string cause = exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})";
            Write(logLevel, formatter(state, exception) + cause);
        }
    }

    /// <summary>Writes a line.</summary>
    public void Write(LogLevel level, string message)
    {
        string time = _time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        string line = $"{time} {NameOf(level)} {message.ReplaceLineEndings(" ")}\n";
        lock (_writing)
        {
            try
            {
                Append(Encoding.UTF8.GetBytes(line));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // The disk is full or access is denied: the agent works on.
            }
        }
    }

    /// <summary>Writes a problem and remembers it.</summary>
    public void Report(LogLevel level, string problem)
    {
        Remember(problem);
        Write(level, problem);
    }

    /// <summary>Remembers a problem as the last one.</summary>
    public void Remember(string problem)
    {
        if (_last?.Words != problem)
        {
            _last = new Trouble(problem, _time.GetTimestamp());
        }
    }

    /// <summary>Does nothing: the file is closed after each line.</summary>
    public void Dispose()
    {
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };

    private void Append(byte[] line)
    {
        if (new FileInfo(_path) is { Exists: true } file && file.Length + line.Length > _maxBytes)
        {
            for (int i = KeptFiles; i > 0; i--)
            {
                string older = i == 1 ? _path : Numbered(i - 1);
                if (File.Exists(older))
                {
                    File.Move(older, Numbered(i), overwrite: true);
                }
            }
        }

        FileBacking.Current.Append(_path, line);
    }

    private string Numbered(int number) => string.Create(CultureInfo.InvariantCulture, $"{_path}.{number}");

    private sealed record Trouble(string Words, long At);
}
